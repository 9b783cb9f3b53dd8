"""What the demo world's team did about its alerts: some seen, some put off, some back again."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from accounts.models import User
from cs_portal.demo import names
from cs_portal.demo.book import Customer, address
from lifecycle import record
from lifecycle.models import Alert, AlertKind
from lifecycle.models.alert import AlertQuerySet

SEEN_AFTER = 9  # days in which the team gets to most of what is no matter of life and death
_DAY = timedelta(1)
_SAID = (
    "Spoke with their platform lead; it is being looked into.",
    "Known since the call last week.",
    "Sent the guide, and asked them for a date.",
)


def at_last(found: Sequence[Customer], on: date, moment: datetime, chance: Random) -> None:
    """Old first uses and half of the other old ones are seen; a few are put off or reopened."""
    pool = User.objects.get(email=address(names.TEAM[4]))
    old = Alert.objects.waiting().filter(on__lt=on - SEEN_AFTER * _DAY)
    _see(old.filter(kind=AlertKind.FEATURE), pool, moment)
    others = old.exclude(kind__in=(AlertKind.BAND_POOR, AlertKind.NOT_DEPLOYED))
    for place, alert in enumerate(others.select_related("account__ta").order_by("pk")):
        this, by = Alert.objects.filter(pk=alert.pk), alert.account.ta or pool
        if place % 2 == 0:
            _see(this, by, moment - chance.randrange(1, 8) * _DAY, chance.choice(_SAID))
        elif place % 8 == 1:
            until = on + chance.randrange(2, 20) * _DAY
            record.snooze(this, until, by=by, on=on, now=moment, note="After their release.")
        elif place % 8 == 3:
            week = 7 * _DAY
            record.snooze(this, on - _DAY, by=by, on=on - week, now=moment - week)
    seen = Alert.objects.filter(acknowledged_at__isnull=False, passed_on=None)
    for alert in seen.exclude(kind=AlertKind.FEATURE).order_by("-pk")[:2]:
        this = Alert.objects.filter(pk=alert.pk)
        record.reopen(this, by=pool, now=moment, note="It is not solved: they called again.")


def _see(alerts: AlertQuerySet, by: User, now: datetime, note: str = "") -> None:
    record.acknowledge(alerts, by=by, now=now, note=note)
