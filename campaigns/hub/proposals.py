"""Keeps what contacts propose about themselves and colleagues; confirmed, it becomes a fact."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import timeline
from accounts.models import Contact, EntryKind, Role, User
from campaigns.models import ContactProposal

Kind, State = ContactProposal.Kind, ContactProposal.State
OWN = ("first_name", "last_name", "title", "time_zone")
MOST_OPEN = 10  # of colleagues that one contact may have named and nobody has looked at


class Change(NamedTuple):
    """A field with what it says and what it should say."""

    label: str
    before: str
    after: str


@transaction.atomic
def correct(
    contact: Contact, values: Mapping[str, str], *, note: str = "", now: datetime
) -> ContactProposal | None:
    """Propose other words about oneself; nothing comes of it when they are what stands there.

    Said again before anybody looked, it takes the place of what was said first.
    """
    said = {name: values.get(name, "").strip() for name in OWN}
    _refuse(Contact(account=contact.account, email=contact.email, **said), only=OWN)
    changed = {name: value for name, value in said.items() if value != getattr(contact, name)}
    open_ = ContactProposal.objects.filter(contact=contact, kind=Kind.OWN, state=State.OPEN)
    if not changed:
        open_.delete()
        return None
    before = {name: getattr(contact, name) for name in changed}
    fields = {"values": changed, "before": before, "note": note.strip(), "said_at": now}
    return open_.update_or_create(
        contact=contact,
        kind=Kind.OWN,
        state=State.OPEN,
        defaults={**fields, "account": contact.account},
    )[0]


@transaction.atomic
def name_colleague(
    contact: Contact,
    *,
    email: str,
    roles: Collection[str],
    first_name: str = "",
    last_name: str = "",
    title: str = "",
    note: str = "",
    now: datetime,
) -> ContactProposal:
    """Name somebody of the same customer for roles; raises ValueError with what is wrong."""
    email = email.strip().lower()
    chosen = [role for role in Role.values if role in roles]
    if not chosen:
        raise ValueError("Choose what they are responsible for.")
    words = {
        "first_name": first_name.strip(),
        "last_name": last_name.strip(),
        "title": title.strip(),
    }
    _refuse(Contact(account=contact.account, email=email, **words), only=("email", *words))
    mine = ContactProposal.objects.filter(contact=contact, kind=Kind.COLLEAGUE, state=State.OPEN)
    same = mine.filter(values__email=email).first()
    if same is None and mine.count() >= MOST_OPEN:
        raise ValueError("You have named several people already; our team looks at them first.")
    found = same or ContactProposal(account=contact.account, contact=contact, kind=Kind.COLLEAGUE)
    found.values = {"email": email, **words, "roles": chosen}
    found.note, found.said_at = note.strip(), now
    found.save()
    return found


def changes(proposal: ContactProposal) -> list[Change]:
    """What would change, field by field, in words."""
    if proposal.kind == Kind.OWN:
        return [
            Change(_label(name), str(proposal.before.get(name, "")), value)
            for name, value in proposal.values.items()
        ]
    values = dict(proposal.values)
    roles = ", ".join(str(Role(role).label) for role in values.pop("roles", []))
    told = [Change(_label(name), "", value) for name, value in values.items() if value]
    return [*told, Change("Roles", "", roles)]


@transaction.atomic
def confirm(proposal: ContactProposal, *, by: User, on: date, now: datetime) -> Contact:
    """Make it a fact; raises ValueError when it was decided or the facts have moved on."""
    locked = _open(proposal)
    apply = _apply_own if locked.kind == Kind.OWN else _apply_colleague
    contact = apply(locked)
    _decide(locked, State.CONFIRMED, by, now)
    told = "; ".join(f"{change.label}: {change.after}" for change in changes(locked))
    said = f"{contact} as told by {locked.contact}"
    timeline.log(
        locked.account, EntryKind.NOTE, said, on=on, now=now, by=by, contact=contact, body=told
    )
    return contact


@transaction.atomic
def decline(proposal: ContactProposal, why: str, *, by: User, now: datetime) -> None:
    """Leave everything as it is; raises ValueError without a reason."""
    if not why.strip():
        raise ValueError("Say why it is declined.")
    _decide(_open(proposal), State.DECLINED, by, now, why.strip()[:200])


def _apply_own(proposal: ContactProposal) -> Contact:
    contact = Contact.objects.select_for_update().get(pk=proposal.contact_id)
    for name, value in proposal.values.items():
        present = getattr(contact, name)
        if present not in (proposal.before.get(name), value):
            raise ValueError(
                f"{_label(name)} was changed meanwhile to “{present}”. Decline this, and put it "
                "right on the contact's page."
            )
        setattr(contact, name, value)
    contact.save(update_fields=list(proposal.values))
    return contact


def _apply_colleague(proposal: ContactProposal) -> Contact:
    """A new contact, or more roles for one who is there; words already there stay."""
    values = dict(proposal.values)
    roles, email = values.pop("roles"), values.pop("email")
    found = Contact.objects.select_for_update().filter(account=proposal.account_id, email=email)
    contact = found.first() or Contact(account=proposal.account, email=email, **values)
    if contact.removed_at:
        raise ValueError(f"{contact} was removed from this account; bring them back first.")
    for role in roles:
        setattr(contact, role, True)
    contact.save()
    return contact


def _open(proposal: ContactProposal) -> ContactProposal:
    rows = ContactProposal.objects.select_for_update(of=("self",))
    locked = rows.select_related("account", "contact").get(pk=proposal.pk)
    if locked.state != State.OPEN:
        raise ValueError(f"It was {locked.get_state_display().lower()} already.")
    return locked


def _decide(proposal, state: str, by: User, now: datetime, why: str = "") -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, now
    proposal.why = why
    proposal.save(update_fields=["state", "decided_by", "decided_at", "why"])


def _refuse(contact: Contact, *, only: Collection[str]) -> None:
    """Raise ValueError with the first thing the table would not take."""
    skipped = [field.name for field in Contact._meta.fields if field.name not in only]
    try:
        contact.clean_fields(exclude=skipped)
    except ValidationError as mistakes:
        name, said = next(iter(mistakes.message_dict.items()))
        raise ValueError(f"{_label(name)}: {said[0]}") from mistakes


def _label(name: str) -> str:
    return str(Contact._meta.get_field(name).verbose_name).capitalize()
