"""The mails about a meeting: to the contact and its hosts, for each of its versions once.

Called within the transaction that books, moves, cancels or settles. What an older version had
planned is withdrawn there, so no reminder of a time that is none any more can leave.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from accounts.models import Contact, User
from campaigns.booking import entries, texts
from campaigns.booking.invitation import CANCEL, REQUEST
from campaigns.letters import plan
from campaigns.letters.plan import Letter
from campaigns.models import CustomerMail, Meeting, MeetingEntry, Status

Kind = MeetingEntry.Kind
Mail = CustomerMail.Kind

# How long before the meeting a reminder leaves, and how long before it is worth nothing any more.
REMINDERS = {
    "day": (timedelta(days=1), timedelta(hours=3)),
    "hour": (timedelta(hours=1), timedelta(minutes=10)),
}
# Time to correct what somebody said came of it.
FOLLOW_UP_AFTER = timedelta(minutes=30)
FOLLOW_UP_FOR = timedelta(days=3)


def told(meeting: Meeting, kind: str, *, now: datetime) -> None:
    """Plan what follows from what happened to the meeting."""
    if kind in (Kind.BOOKED, Kind.MOVED):
        _withdraw(meeting, Mail.BOOKING, Mail.REMINDER)
        _invite(meeting, kind, now=now)
        _remind(meeting, now=now)
        _uninvite(meeting, _left(meeting), now=now)
    elif kind == Kind.CANCELLED:
        _withdraw(meeting, Mail.BOOKING, Mail.REMINDER)
        _uninvite(meeting, list(_everybody(meeting)), now=now)
    elif kind in (Kind.HELD, Kind.NO_SHOW):
        _withdraw(meeting, Mail.REMINDER, Mail.FOLLOW_UP)
        _follow_up(meeting, kind, now=now)


def noted(meeting: Meeting, text: str, *, now: datetime) -> None:
    """Tell the hosts what the customer added."""
    number = meeting.mails.filter(key__contains=" noted ").count()
    for host in _hosts(meeting):
        said = texts.noted(meeting, text)
        key = _key(meeting, f"noted {number} host {host.pk}")
        _plan(meeting, key, Mail.BOOKING, said, host, now=now, closes_at=meeting.ends_at)


def _invite(meeting: Meeting, kind: str, *, now: datetime) -> None:
    for person in _everybody(meeting):
        said = texts.booked(meeting, person, moved=kind == Kind.MOVED)
        calendar = entries.calendar(meeting, REQUEST, to=person, now=now)
        key = _key(meeting, f"{kind} {_who(person)}")
        _plan(
            meeting, key, Mail.BOOKING, said, person,
            now=now, calendar=calendar, closes_at=meeting.ends_at,
        )  # fmt: skip


def _remind(meeting: Meeting, *, now: datetime) -> None:
    """Only the customer, and only of what was known earlier than the reminder."""
    if meeting.contact is None:
        return
    for name, (before, useless) in REMINDERS.items():
        at = meeting.starts_at - before
        if at > now:
            said = texts.reminder(meeting, meeting.contact, name)
            _plan(
                meeting, _key(meeting, f"{name} contact"), Mail.REMINDER, said, meeting.contact,
                now=now, not_before=at, closes_at=meeting.starts_at - useless,
            )  # fmt: skip


def _uninvite(meeting: Meeting, people: list[Contact | User], *, now: datetime) -> None:
    for person in people:
        said = texts.cancelled(meeting, person)
        calendar = entries.calendar(meeting, CANCEL, to=person, now=now)
        key = _key(meeting, f"cancelled {_who(person)}")
        closes_at = max(meeting.ends_at, now + timedelta(hours=1))
        _plan(
            meeting, key, Mail.BOOKING, said, person,
            now=now, calendar=calendar, closes_at=closes_at,
        )  # fmt: skip


def _follow_up(meeting: Meeting, kind: str, *, now: datetime) -> None:
    if meeting.contact is None or now - meeting.ends_at > FOLLOW_UP_FOR:
        return
    at = now + FOLLOW_UP_AFTER
    said = texts.held(meeting) if kind == Kind.HELD else texts.missed(meeting)
    key = _key(meeting, f"{kind} contact {now:%Y%m%d%H%M%S}")
    _plan(
        meeting, key, Mail.FOLLOW_UP, said, meeting.contact,
        now=now, not_before=at, closes_at=at + FOLLOW_UP_FOR,
    )  # fmt: skip


def _plan(meeting: Meeting, key: str, kind: str, said: texts.Said, to, *, now: datetime, **given):
    """A mail to the contact is signed by who leads; one to a host by the team."""
    lead = next(iter(_hosts(meeting)), None) if isinstance(to, Contact) else None
    letter = Letter(
        key=key,
        kind=kind,
        subject=said.subject,
        body=said.body,
        why=said.why,
        signed_by=lead,
        meeting=meeting,
        **given,
    )
    plan.plan(letter, to=to, now=now)


def _withdraw(meeting: Meeting, *kinds: str) -> None:
    planned = meeting.mails.filter(kind__in=kinds, status=Status.PLANNED)
    plan.withdraw(planned.values_list("key", flat=True))


def _everybody(meeting: Meeting) -> Iterator[Contact | User]:
    if meeting.contact is not None:
        yield meeting.contact
    yield from _hosts(meeting)


def _hosts(meeting: Meeting) -> list[User]:
    return [row.user for row in meeting.hosts.select_related("user").order_by("-leads", "pk")]


def _left(meeting: Meeting) -> list[Contact | User]:
    """Hosts whose calendar was told of an older version, and who have no part in this one."""
    rows = meeting.mails.filter(user__isnull=False).exclude(calendar_method="")
    told = dict(rows.exclude(status=Status.SKIPPED).order_by("pk").values_list(
        "user_id", "calendar_method"
    ))  # fmt: skip
    present = {host.pk for host in _hosts(meeting)}
    gone = [user for user, method in told.items() if method == REQUEST and user not in present]
    return list(User.objects.filter(pk__in=gone).order_by("pk"))


def _key(meeting: Meeting, what: str) -> str:
    return f"meeting {meeting.pk}.{meeting.sequence} {what}"


def _who(person: Contact | User) -> str:
    return "contact" if isinstance(person, Contact) else f"host {person.pk}"
