"""How well mails arrive: by the domain of those who read them and by ours, with the trend."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.db.models.functions import StrIndex, Substr

from campaigns.models import Outcome, Status, Touch, Transport

WEEK = timedelta(7)
WEEKS = 4
SHOWN = 30
ENOUGH = 20  # mails; of fewer a share says nothing
BOUNCES_ABOVE, COMPLAINTS_ABOVE, DEFERRED_ABOVE = 5.0, 0.1, 10.0  # per cent

HEALTHY, CONCERNING, POOR = "healthy", "concerning", "poor"


class Delivery(NamedTuple):
    """What became of the mails to a domain; those deferred took more than one attempt."""

    domain: str
    sent: int = 0
    delivered: int = 0
    bounced: int = 0
    complained: int = 0
    deferred: int = 0

    @property
    def bounce_rate(self) -> float:
        return _percent(self.bounced, self.sent)

    @property
    def complaint_rate(self) -> float:
        return _percent(self.complained, self.sent)

    @property
    def deferred_rate(self) -> float:
        return _percent(self.deferred, self.sent)

    @property
    def level(self) -> str:
        """Empty where there are too few mails to say."""
        if self.sent < ENOUGH:
            return ""
        if self.bounce_rate > BOUNCES_ABOVE or self.complaint_rate > COMPLAINTS_ABOVE:
            return POOR
        near = self.bounce_rate > BOUNCES_ABOVE / 2 or self.deferred_rate > DEFERRED_ABOVE
        return CONCERNING if near else HEALTHY

    def plus(self, other: "Delivery") -> "Delivery":
        return Delivery(self.domain, *(a + b for a, b in zip(self[1:], other[1:], strict=True)))


class Row(NamedTuple):
    """A domain's last week beside the three before it."""

    now: Delivery
    before: Delivery

    @property
    def trend(self) -> str:
        if min(self.now.sent, self.before.sent) < ENOUGH:
            return ""
        change = self.now.bounce_rate - self.before.bounce_rate
        return "worse" if change > 1 else "better" if change < -1 else "the same"


class Health(NamedTuple):
    """`weeks` are of our own domain, the oldest first."""

    sender: str
    weeks: list[Delivery]
    rows: list[Row]
    others: int

    @property
    def total(self) -> Delivery:
        return self.weeks[-1]


def read(*, now: datetime) -> Health:
    """Of the mails that really left in the last four weeks, in one query."""
    sender = settings.PORTAL_SENDER_EMAIL.rpartition("@")[2]
    weeks = [Delivery(sender)] * WEEKS
    domains: dict[str, list[Delivery]] = {}
    for found in _counted(now):
        delivery = Delivery(found["domain"], *(found[name] for name in Delivery._fields[1:]))
        weeks[found["week"]] = weeks[found["week"]].plus(delivery)
        blank = [Delivery(delivery.domain)] * 2
        place = 0 if found["week"] == WEEKS - 1 else 1
        pair = domains.setdefault(delivery.domain, blank)
        pair[place] = pair[place].plus(delivery)
    rows = sorted(
        (Row(*pair) for pair in domains.values()),
        key=lambda row: (-row.now.sent - row.before.sent, row.now.domain),
    )
    return Health(sender, weeks, rows[:SHOWN], max(len(rows) - SHOWN, 0))


def _counted(now: datetime) -> Any:
    first = now - WEEKS * WEEK
    marks = [
        When(sent_at__gte=now - (WEEKS - week) * WEEK, then=Value(week))
        for week in reversed(range(1, WEEKS))
    ]
    return (
        Touch.objects.filter(
            status=Status.SENT, transport=Transport.MAIL, sent_at__gte=first, sent_at__lte=now
        )
        .order_by()
        .annotate(
            domain=Substr("address", StrIndex("address", Value("@")) + 1),
            week=Case(*marks, default=Value(0), output_field=IntegerField()),
        )
        .values("domain", "week")
        .annotate(
            sent=Count("pk"),
            delivered=Count("pk", filter=Q(outcome=Outcome.DELIVERED)),
            bounced=Count("pk", filter=Q(outcome=Outcome.BOUNCED)),
            complained=Count("pk", filter=Q(outcome=Outcome.COMPLAINED)),
            deferred=Count("pk", filter=Q(attempts__gt=1)),
        )
    )


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0
