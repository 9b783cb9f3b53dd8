"""Names advocates, asks them for things, and puts champions to the test."""

from datetime import date, datetime

from django.db import transaction

from accounts import timeline
from accounts.models import Advocacy, ChampionTest, Contact, EntryKind, Instrument, User


@transaction.atomic
def test(
    contact: Contact,
    *,
    power: bool,
    sells: bool,
    shares: bool,
    note: str = "",
    by: User | None,
    on: date,
    now: datetime,
) -> ChampionTest:
    """The role of the champion follows the test."""
    found = ChampionTest.objects.create(
        contact=contact,
        power=power,
        sells=sells,
        shares=shares,
        note=note,
        tested_on=on,
        tested_by=by,
        created_at=now,
    )
    Contact.objects.filter(pk=contact.pk).update(champion=found.passed)
    said = "is a champion" if found.passed else "is no champion yet"
    _tell(contact, f"{contact} {said}", note, by=by, on=on, now=now)
    return found


@transaction.atomic
def name(
    contact: Contact,
    *,
    since: date,
    reference: bool = False,
    consent: str = "",
    note: str = "",
    by: User | None,
    on: date,
    now: datetime,
) -> Advocacy:
    """One at a time: who is an advocate already is kept, with what is new about it.

    Raises ValueError for a reference without what was agreed, and for a day to come.
    """
    if reference and not consent.strip():
        raise ValueError("A reference needs what they agreed to: who said it, when, for what.")
    if since > on:
        raise ValueError("This is still to come; name them when they are.")
    present = Advocacy.objects.select_for_update().filter(contact=contact, until=None).first()
    if present is not None:
        present.since, present.reference = since, reference
        present.consent, present.note = consent, note
        present.save()
        return present
    found = Advocacy.objects.create(
        contact=contact,
        since=since,
        reference=reference,
        consent=consent,
        note=note,
        created_at=now,
    )
    _tell(contact, f"{contact} is an advocate", note, by=by, on=on, now=now)
    return found


@transaction.atomic
def end(advocacy: Advocacy, *, why: str, by: User | None, on: date, now: datetime) -> bool:
    """Twice is once. It ends the day after its first at the earliest."""
    until = max(on, date.fromordinal(advocacy.since.toordinal() + 1))
    if not Advocacy.objects.filter(pk=advocacy.pk, until=None).update(until=until):
        return False
    contact = advocacy.contact
    _tell(contact, f"{contact} is no advocate any more", why, by=by, on=on, now=now)
    return True


@transaction.atomic
def ask(
    advocacy: Advocacy, kind: str, status: str, *, note: str = "", by, on: date, now: datetime
) -> Instrument:
    """How far a case study, a testimonial … is; each step is told once."""
    before = Instrument.objects.filter(advocacy=advocacy, kind=kind).first()
    found, _ = Instrument.objects.update_or_create(
        advocacy=advocacy, kind=kind, defaults={"status": status, "on": on, "note": note}
    )
    if before is None or before.status != status:
        _tell(advocacy.contact, f"{found}, {advocacy.contact}", note, by=by, on=on, now=now)
    return found


def _tell(contact: Contact, title: str, body: str, *, by, on: date, now: datetime) -> None:
    timeline.log(
        contact.account,
        EntryKind.KNOWLEDGE,
        title,
        on=on,
        now=now,
        by=by,
        contact=contact,
        body=body,
    )
