"""What has not left yet, narrowed to what somebody looks for, and what the days ahead bring."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from accounts.models import Account, Contact, User
from campaigns import forecast as foreseeing
from campaigns.day import Rules
from campaigns.forecast import SENT
from campaigns.models import Campaign, Status, Touch
from campaigns.models.touch import UNDER_WAY

LATE = timedelta(hours=1)
# Days of so many accounts are foreseen within the page; of more the forecast is a command.
FORESEEN_FOR = 150
WEEK = 7

STATES = {
    "leaving": "Leaving",
    "waiting": "Waiting",
    "held": "Held back",
    "late": "Late",
    "": "All",
}


class Asked(NamedTuple):
    """What the page was asked for; `mine` narrows to the user's own accounts."""

    state: str = "leaving"
    campaign: str = ""
    who: str = ""
    mine: bool = False


class Foreseen(NamedTuple):
    """A mail of a day to come, as the forecast has it."""

    on: date
    account: Account
    contact: Contact | None
    campaign: str


def touches(asked: Asked, *, user: User, now: datetime) -> QuerySet[Touch]:
    """In the order of leaving; those without a moment yet by the day their window closes."""
    found = (
        Touch.objects.filter(status__in=(*UNDER_WAY, Status.SENDING))
        .filter(_in_state(asked.state, now))
        .select_related("account", "campaign", "contact", "personal")
        .order_by(F("not_before").asc(nulls_last=True), "closes_on", "pk")
    )
    if asked.campaign:
        found = found.filter(campaign__slug=asked.campaign)
    if asked.mine:
        found = found.filter(_mine(user, "account__"))
    return found.filter(_who(asked.who)) if asked.who else found


def _in_state(state: str, now: datetime) -> Q:
    leaving = Q(status__in=(Status.DUE, Status.PLANNED, Status.SENDING), held_at__isnull=True)
    return {
        "leaving": leaving,
        "waiting": Q(status=Status.WAITING, held_at__isnull=True),
        "held": Q(held_at__isnull=False),
        "late": leaving & Q(not_before__lt=now - LATE),
    }.get(state, Q())


def _mine(user: User, at: str = "") -> Q:
    return Q(**{f"{at}ta": user}) | Q(**{f"{at}ae": user}) | Q(**{f"{at}ce": user})


def _who(said: str) -> Q:
    """One question at a time, each answered by an index."""
    if "@" in said:
        return Q(address=said.lower())
    return Q(account__name__istartswith=said) | Q(account__external_id=said)


def counts(found: QuerySet[Touch], *, on: date, zone) -> list[tuple[str, int]]:
    """How many leave today, tomorrow and later this week, by the portal's days."""
    ends = [
        datetime.combine(on + timedelta(days), datetime.min.time(), tzinfo=zone)
        for days in (1, 2, WEEK)
    ]
    planned = found.filter(status=Status.PLANNED)
    return [
        ("today", planned.filter(not_before__lt=ends[0]).count()),
        ("tomorrow", planned.filter(not_before__gte=ends[0], not_before__lt=ends[1]).count()),
        (
            "later this week",
            planned.filter(not_before__gte=ends[1], not_before__lt=ends[2]).count(),
        ),
    ]


def accounts(asked: Asked, *, user: User) -> list[int] | None:
    """Whose days ahead can be foreseen within the page; None when there are too many."""
    found = Account.objects.current()
    if asked.mine:
        found = found.filter(_mine(user))
    if "@" in asked.who:
        found = found.filter(contacts__email=asked.who.lower())
    elif asked.who:
        found = found.filter(Q(name__istartswith=asked.who) | Q(external_id=asked.who))
    keys = list(found.order_by().values_list("pk", flat=True)[: FORESEEN_FOR + 1])
    return keys if len(keys) <= FORESEEN_FOR else None


def ahead(keys: list[int], asked: Asked, *, on: date) -> list[Foreseen]:
    """The mails of the next days that are in no ledger yet."""
    days = foreseeing.forecast(
        Rules.load(), first=on + timedelta(1), through=on + timedelta(WEEK), accounts=keys
    )
    rows = [
        (day.on, row)
        for day in days
        for row in day.touches
        if row.status == SENT and row.touch is None
    ]
    if asked.campaign:
        rows = [pair for pair in rows if pair[1].campaign == asked.campaign]
    names = dict(Campaign.objects.values_list("slug", "name"))
    found = Account.objects.in_bulk({row.account for _, row in rows})
    people = Contact.objects.in_bulk({row.contact for _, row in rows if row.contact})
    return [
        Foreseen(
            day,
            found[row.account],
            people.get(row.contact) if row.contact else None,
            names.get(row.campaign, row.campaign),
        )
        for day, row in rows
    ]
