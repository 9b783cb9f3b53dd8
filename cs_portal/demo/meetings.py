"""Meetings of the demo world: its hosts, what was held, what is booked for today and later."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from accounts.models import Account, Contact, TeamRole, User
from campaigns.booking import hosting, offers, settle
from campaigns.booking.book import book, cancel, move
from campaigns.booking.refused import Refused
from campaigns.models import Campaign, Host, Meeting, MeetingType
from cs_portal.demo.book import Customer

_COUNTRIES = {
    "America/New_York": "US",
    "America/Los_Angeles": "US",
    "America/Sao_Paulo": "BR",
    "Asia/Kolkata": "IN",
    "Europe/Berlin": "DE",
    "Europe/London": "GB",
    "Europe/Stockholm": "SE",
}
_HOSTS = (TeamRole.TECHNICAL_ADVISOR, TeamRole.ACCOUNT_EXECUTIVE)
_OFFERS = (("check-in", "quarterly_checkin"), ("asp-sync", "asp_sync"), ("training", ""))
_NOTES = (
    "Two new teams start next month.",
    "We would like to bring our platform lead.",
    "",
    "Please show us the insights once more.",
)
_OUTCOMES = (
    "They bring two more teams in; admin training booked.\nRobin asked for a list of shortcuts.",
    "Usage is down since the reorganisation. We follow up with the new lead.",
    "All goals on track. They agree to be a reference.",
    "Questions about permissions answered; nothing open.",
)


def at_last(found: Sequence[Customer], today: date, morning: datetime, chance: Random) -> None:
    """Some were held, one is without an outcome, some are today and some in the days to come."""
    _hosts(today)
    accounts = _accounts()
    for number, account in zip(range(14), accounts, strict=False):
        _past(account, number, today, chance)
    for number, account in zip(range(4), accounts, strict=False):
        _on(account, number, today, _workday(today) if number == 3 else today, chance)
    for number, account in zip(range(9), accounts, strict=False):
        _coming(account, number, morning, chance)


def remove() -> None:
    """Meetings keep their accounts and hosts from being deleted."""
    Meeting.objects.all().delete()
    Host.objects.filter(user__email__endswith="@portal.example").delete()


def _hosts(today: date) -> None:
    for place, user in enumerate(User.objects.filter(role__in=_HOSTS, is_active=True)):
        host = hosting.begin(user)
        host.place = "https://meet.portal.example/{account}-{meeting}"
        host.country = _COUNTRIES.get(user.time_zone, "")
        host.per_day = 6
        host.save()
        week = {day: ((540, 720), (780, 1020)) for day in range(4)} | {4: ((540, 780),)}
        hosting.set_week(host, week if place % 2 else {day: hosting.USUAL for day in range(5)})
        starts_at = _at(_workday(today), 12, user)
        hosting.block(host, starts_at, starts_at + timedelta(hours=1), "Team lunch")
    hosting.set_date(host, today + timedelta(9), ())


def _accounts() -> Iterator[Account]:
    """Those with an advisor of their own, one advisor after the other."""
    found = Account.objects.current().filter(ta__isnull=False, ta__host__active=True)
    rows = found.select_related("ta", "ae", "programme__pool").order_by("pk")
    by_advisor: dict[int, list[Account]] = {}
    for account in rows:
        by_advisor.setdefault(account.ta_id or 0, []).append(account)
    while any(by_advisor.values()):
        for waiting in by_advisor.values():
            if waiting:
                yield waiting.pop(0)


def _past(account: Account, number: int, today: date, chance: Random) -> None:
    on = _workday(today - timedelta(3 + number * 6), back=True)
    starts_at = _at(on, 10 + number % 5, account.ta)
    meeting = _booked(account, number, starts_at, starts_at - timedelta(6, hours=2), chance)
    if meeting is None or number == 0:
        return
    over = meeting.ends_at + timedelta(hours=1)
    if number == 5:
        settle.settle(meeting, held=False, by=account.ta, now=over)
    else:
        outcome = _OUTCOMES[number % len(_OUTCOMES)]
        settle.settle(meeting, held=True, outcome=outcome, by=account.ta, now=over)


def _on(account: Account, number: int, today: date, on: date, chance: Random) -> None:
    booked = _at(today, 7, account.ta) - timedelta(4)
    _booked(account, number, _at(on, 10 + 2 * number, account.ta), booked, chance)


def _coming(account: Account, number: int, morning: datetime, chance: Random) -> None:
    """As customers book: one of the times they are offered."""
    kind = MeetingType.objects.get(slug=_OFFERS[number % 2][0])
    free = list(offers.offer(kind, account, now=morning).free)
    if not free:
        return
    meeting = _booked(account, number, chance.choice(free[:120]), morning, chance, ours=False)
    if meeting is None:
        return
    if number == 2:
        later = [start for start in free if start > meeting.starts_at]
        _tried(lambda: move(meeting, chance.choice(later[:60] or free), now=morning))
    elif number == 4:
        cancel(meeting, now=morning, reason="We are all at our own conference that week.")


def _booked(
    account: Account, number: int, at: datetime, now: datetime, chance: Random, *, ours: bool = True
) -> Meeting | None:
    slug, campaign = _OFFERS[number % len(_OFFERS)]
    kind = MeetingType.objects.get(slug=slug)
    contact = _contact(account)
    if contact is None:
        return None
    return _tried(
        lambda: book(
            kind,
            contact,
            at,
            now=now,
            by=account.ta if ours and number % 3 == 2 else None,
            topic=chance.choice(kind.topics) if kind.topics else "",
            note=chance.choice(_NOTES),
            offered_by=Campaign.objects.filter(slug=campaign).first(),
            anytime=ours,
        )
    )


def _tried(verb) -> Meeting | None:
    try:
        return verb()
    except Refused:
        return None


def _contact(account: Account) -> Contact | None:
    people = Contact.objects.current().filter(account=account)
    return people.filter(program_contact=True).first() or people.first()


def _at(day: date, hour: int, user: User) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=ZoneInfo(user.time_zone))


def _workday(day: date, *, back: bool = False) -> date:
    """The day itself or the next, or the last, on which people work."""
    while day.weekday() > 4:
        day += timedelta(-1 if back else 1)
    return day
