"""Makes the demo book and lets it live through its days, by the verbs that everything else uses."""

import logging
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.utils import timezone

from accounts import consent
from accounts.intake.run import Order, bring_in
from accounts.models import Account, Contact, TimelineEntry, User
from campaigns import day, send
from campaigns.carriers.log import LogCarrier
from campaigns.day import Rules
from campaigns.digest import plan as digest
from campaigns.models import CustomerMail, Status, Touch
from campaigns.tracking import handle, intake
from campaigns.windows import is_weekend
from cs_portal.demo import book, names, outreach, team, work
from cs_portal.demo.book import Customer
from lifecycle import record

DAYS = 120
DECIDED_AT = time(5, 30)
Event = Callable[[datetime], object]
Progress = Callable[[int], None]


def begin(*, now: datetime, seed: int, days: int = DAYS) -> list[Customer]:
    """Bring the customers with their past into an empty book, through the door all books take."""
    on = timezone.localdate(now)
    found = book.customers(on=on, seed=seed)
    people = team.make()
    with tempfile.TemporaryDirectory(prefix="demo-book-") as folder:
        book.write(found, Path(folder), on=on, seed=seed)
        order = Order(Path(folder), on, tracked=on - timedelta(days))
        bring_in(order, now=now, progress=lambda rows, doing, expected: rows)
    TimelineEntry.objects.bulk_create(_timeline(found, people, on=on, chance=Random(seed + 2)))
    return found


def live(
    found: Sequence[Customer], *, now: datetime, progress: Progress, days: int = DAYS
) -> Counter[str]:
    """Live through the days up to today; every mail is written to the log only."""
    on = timezone.localdate(now)
    happens = _events(found, on=on)
    rules = Rules.load()
    counts: Counter[str] = Counter()
    chance = Random(len(found))
    with _quiet("campaigns.sending"):
        for ago in range(days, -1, -1):
            today = on - timedelta(ago)
            morning = min(timezone.make_aware(datetime.combine(today, DECIDED_AT)), now)
            for event in happens.get(ago, ()):
                event(morning)
                rules = Rules.load()  # a campaign may be new
            counts += day.run(today, rules, clock=lambda at=morning: at)
            counts += _send(until=min(morning + timedelta(1), now))
            for step in work.DAILY:
                step(found, today, morning, chance)
            progress(1)
        for step in work.FINALLY:
            step(found, on, now, chance)
        counts += single_mails(until=now)
        counts += _digests(now)
    return counts


def _digests(now: datetime) -> Counter[str]:
    """The last working morning's digests, for those whose hour had come by noon in UTC."""
    noon = now.replace(hour=12, minute=0)
    moment = noon if noon <= now else noon - timedelta(1)
    while is_weekend(moment.date()):
        moment -= timedelta(1)
    counts = digest.plan(now=moment)
    return counts + send.team_mails(clock=lambda: moment, carrier=LogCarrier())


def _send(*, until: datetime) -> Counter[str]:
    """Hand over what is planned, at the minutes at which the cluster would have done it."""
    counts: Counter[str] = Counter()
    mornings = Touch.objects.filter(status=Status.PLANNED, not_before__lte=until)
    for morning in mornings.order_by("not_before").values_list("not_before", flat=True).distinct():
        moment = min(morning + timedelta(seconds=40), until)
        counts += send.planned(clock=lambda at=moment: at, carrier=LogCarrier())
    return counts + single_mails(until=until)


def single_mails(*, until: datetime) -> Counter[str]:
    """The same for mails outside of campaigns, none of which waits for the others."""
    counts: Counter[str] = Counter()
    planned = CustomerMail.objects.filter(status=Status.PLANNED, not_before__lte=until)
    for at in planned.order_by("not_before").values_list("not_before", flat=True).distinct():
        moment = min(at + timedelta(seconds=40), until)
        counts += send.customer_mails(clock=lambda at=moment: at, carrier=LogCarrier())
    return counts


def _events(found: Sequence[Customer], *, on: date) -> dict[int, list[Event]]:
    """What people did meanwhile, by how many days ago."""
    adopting, nurturing = _named(found, "adopting"), _named(found, "nurturing")
    at_risk = _named(found, "renewing at risk")
    owner = User.objects.get(email=book.address(names.TEAM[0]))
    overridden = Account.objects.get(external_id=adopting[0].key)
    left, bounced = nurturing[0].people[0]["email"], nurturing[1].people[1]["email"]
    return {
        34: [lambda now: consent.opt_out([left], source="link in a mail", now=now)],
        21: [lambda now: _bounce(bounced, now=now)],
        13: [lambda now: outreach.announce(now=now)],
        9: [lambda now: outreach.widen(now=now)],
        12: [
            lambda now: record.override(
                overridden,
                "nurturing",
                ends_on=on + timedelta(30),
                reason="The pilot group uses it to the full; the other teams join in January.",
                owner=owner,
                on=timezone.localdate(now),
                now=now,
            )
        ],
        3: [
            lambda now: Account.objects.filter(external_id=at_risk[0].key).update(
                campaigns_paused_until=on + timedelta(11)
            )
        ],
    }


def _bounce(address: str, *, now: datetime) -> None:
    """The last mail to the address comes back, as a provider would tell it."""
    mail = Touch.objects.filter(address=address, status=Status.SENT).order_by("-sent_at").first()
    said = {"RecordType": "Bounce", "Type": "HardBounce", "Email": address}
    event = AnymailTrackingEvent(
        event_type=EventType.BOUNCED,
        timestamp=now,
        event_id="demo-bounce",
        recipient=address,
        reject_reason=RejectReason.BOUNCED,
        description="550 5.1.1 no such person here",
        metadata={"touch": str(mail.pk)} if mail else {},
        esp_event=said,
    )
    intake.receive(event, "Demo", now=now)
    handle.handle_waiting(now=now)


def _named(found: Iterable[Customer], story: str) -> list[Customer]:
    return [customer for customer in found if customer.story.name == story]


def _timeline(
    found: Iterable[Customer], people: dict[str, User], *, on: date, chance: Random
) -> Iterator[TimelineEntry]:
    """Calls, meetings and notes, up to the day since which it has been quiet."""
    accounts = Account.objects.in_bulk(field_name="external_id")
    contacts = {(contact.account_id, contact.email): contact for contact in Contact.objects.all()}
    pool = people[book.address(names.TEAM[4])]
    for customer in found:
        account = accounts[customer.key]
        author = people.get(str(customer.account["ta_email"]), pool)
        ago = customer.story.quiet
        earliest = min((on - customer.began).days, book.HISTORY)
        while ago < earliest:
            kind, title, body = _entry(chance)
            person = chance.choice(customer.people)
            happened = on - timedelta(ago)
            yield TimelineEntry(
                account=account,
                contact=contacts[account.pk, person["email"]] if kind != "note" else None,
                kind=kind,
                on=happened,
                title=title,
                body=body,
                author=author,
                created_at=timezone.make_aware(
                    datetime.combine(happened, time(chance.randrange(9, 17), chance.randrange(60)))
                ),
            )
            ago += chance.randrange(6, 19)


def _entry(chance: Random) -> tuple[str, str, str]:
    kind = chance.choices(("call", "note", "meeting", "email"), (5, 3, 2, 2))[0]
    note = chance.choice(names.NOTES)
    if kind == "note":
        return kind, note.split(".")[0].split(";")[0], note
    if kind == "meeting":
        return kind, chance.choice(names.MEETINGS), ""
    title = chance.choice(names.CALLS)
    return kind, title, note if chance.random() < 0.4 else ""


@contextmanager
def _quiet(name: str) -> Iterator[None]:
    """Without the line that every logged mail writes."""
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(before)
