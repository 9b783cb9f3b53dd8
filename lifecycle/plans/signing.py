"""Offers a success plan to the customer for their sign-off, and takes it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from accounts import timeline
from accounts.models import Contact, EntryKind, User
from lifecycle.models import PlanSignature, PlanVersion, SuccessPlan
from lifecycle.plans import agreement, content, freeze
from lifecycle.plans.differences import Section
from lifecycle.plans.freeze import Minutes
from lifecycle.plans.lock import writable


class StalePlanError(ValueError):
    """What would be signed is not what the plan says any more; `sections` tell the difference."""

    def __init__(self, sections: Sequence[Section]) -> None:
        super().__init__("The plan changed since it was offered to you for your sign-off.")
        self.sections = list(sections)


@transaction.atomic
def offer(plan: SuccessPlan, *, by: User, on: date, now: datetime) -> PlanVersion:
    """Freeze it as it stands for the customer to sign; raises ValueError unless they see it."""
    locked = writable(plan)
    if not locked.shared:
        raise ValueError("Share the plan first: nobody signs what they do not see.")
    version = freeze.version(
        locked, PlanVersion.Kind.OFFER, Minutes(), held_on=on, by=by, on=on, now=now
    )
    title = f"Success plan offered for sign-off: {locked.title}"
    timeline.log(locked.account, EntryKind.PLAN, title, on=on, now=now, by=by)
    return version


def offered(plan: SuccessPlan) -> PlanVersion | None:
    """The newest version that was offered."""
    return plan.versions.filter(kind=PlanVersion.Kind.OFFER).first()


def outdated(plan: SuccessPlan, version: PlanVersion, *, on: date) -> list[Section]:
    """What the plan says otherwise than the version that was offered."""
    return agreement.changes(content.thaw(version.content), content.of(plan, on=on))


@transaction.atomic
def sign(
    plan: SuccessPlan,
    number: int,
    *,
    contact: Contact,
    name: str,
    title: str = "",
    on: date,
    now: datetime,
) -> PlanSignature:
    """The contact signs the version of that number; raises StalePlanError with the difference."""
    locked = writable(plan)
    version = offered(locked)
    if version is None or not locked.shared:
        raise ValueError("The plan is not offered for sign-off.")
    if contact.account_id != locked.account_id:
        raise ValueError("Only the customer's own people sign their plan.")
    if not name.strip():
        raise ValueError("Write your name to sign.")
    seen = locked.versions.filter(number=number, kind=PlanVersion.Kind.OFFER).first()
    if seen is None:
        raise ValueError("Open the page again: this version was not offered.")
    if changed := outdated(locked, seen, on=on):
        raise StalePlanError(changed)
    if seen.number != version.number:
        raise ValueError("It was offered anew meanwhile, with the same words. Please sign again.")
    if version.signatures.filter(contact=contact).exists():
        raise ValueError("You have signed it already.")
    signature = PlanSignature.objects.create(
        version=version,
        contact=contact,
        name=name.strip()[:150],
        title=title.strip()[:120],
        signed_on=on,
        recorded_at=now,
    )
    said = f"Success plan signed off by {signature.name}: {locked.title}"
    timeline.log(locked.account, EntryKind.PLAN, said, on=on, now=now, contact=contact)
    return signature
