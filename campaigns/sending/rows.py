"""The rows of the ledger that may leave next, each with the people its mail is about."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import ROLES, Contact
from campaigns.models import Campaign, CampaignState, Status, Touch
from campaigns.segments.leaving import just_let_go

_FIELDS = (
    "pk",
    "not_before",
    "campaign_id",
    "campaign__slug",
    "campaign__topic",
    "version_id",
    "step",
    "variant",
    "decided_on",
    "address",
    "contact_id",
    "contact__first_name",
    "contact__last_name",
    "contact__links_revoked",
    "account_id",
    "account__name",
    "account__programme_id",
    "account__ta__is_active",
    "account__ta__first_name",
    "account__ta__last_name",
    "account__ta__email",
    "account__ta__title",
    "personal__pk",
)


class Row(NamedTuple):
    """A planned touch with everything about its people that a letter says."""

    touch: int
    not_before: datetime
    campaign: int
    slug: str
    topic: str
    version: int
    step: str
    variant: str
    decided_on: date
    address: str
    contact: int
    first_name: str
    last_name: str
    links_revoked: int
    account: int
    account_name: str
    programme: int
    ta_active: bool | None
    ta_first_name: str
    ta_last_name: str
    ta_email: str
    ta_title: str
    personal: int | None
    roles: tuple[str, ...]


def read(touches: QuerySet[Touch], size: int) -> list[Row]:
    """The first of them in order of `not_before`, in one statement."""
    found = touches.order_by("not_before", "pk").values_list(
        *_FIELDS, *[f"contact__{r}" for r in ROLES]
    )
    return [Row(*row[: -len(ROLES)], _held(row[-len(ROLES) :])) for row in found[:size]]


def of_contact(
    contact: Contact, *, campaign: Campaign, step: str, variant: str, on: date, now: datetime
) -> Row:
    """The row there would be for a mail to the contact; `contact` comes with account and TA."""
    account, ta = contact.account, contact.account.ta
    return Row(
        0,
        now,
        campaign.pk,
        campaign.slug,
        campaign.topic,
        campaign.current_id or 0,
        step,
        variant,
        on,
        contact.email,
        contact.pk,
        contact.first_name,
        contact.last_name,
        contact.links_revoked,
        account.pk,
        account.name,
        account.programme_id,
        ta.is_active if ta else None,
        ta.first_name if ta else "",
        ta.last_name if ta else "",
        ta.email if ta else "",
        ta.title if ta else "",
        None,
        contact.roles,
    )


def _held(flags: tuple[bool, ...]) -> tuple[str, ...]:
    return tuple(role for role, holds in zip(ROLES, flags, strict=True) if holds)


def planned(*, on: date, now: datetime, through: date | None) -> QuerySet[Touch]:
    """What may leave now; with `through`, what was decided by that day, whatever the hour.

    A mail that was put off after an attempt, or whose release can still be taken back, waits out
    its time in both cases.
    """
    ready = Q(not_before__lte=now)
    if through is not None:
        ready = Q(decided_on__lte=through) & (ready | Q(attempts=0) & _settled(now=now))
    account_open = Q(account__campaigns_paused_until__isnull=True) | Q(
        account__campaigns_paused_until__lte=on
    )
    return Touch.objects.filter(
        ready,
        account_open,
        status=Status.PLANNED,
        not_before__isnull=False,
        held_at__isnull=True,
        campaign__state__in=(CampaignState.ACTIVE, CampaignState.ARCHIVED),
    )


def _settled(*, now: datetime) -> Q:
    """Nobody has just let it go; asked of the rows only when somebody has let anything go."""
    fresh = just_let_go(now=now)
    if not fresh.exists():
        return Q()
    same = fresh.filter(release__campaign=OuterRef("campaign"), contact=OuterRef("contact"))
    return ~Exists(same)


def windows(planned: QuerySet[Touch], size: Callable[[], int]) -> Iterator[list[Row]]:
    """All of them in order of `not_before`, so many at a time, each looked at once."""
    after = Q()
    while found := read(planned.filter(after), size()):
        yield found
        last = found[-1]
        after = Q(not_before__gte=last.not_before) & (
            Q(not_before__gt=last.not_before) | Q(pk__gt=last.touch)
        )
