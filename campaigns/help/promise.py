"""By when an account is promised an answer, counted on the working days of who looks after it."""

from datetime import date, datetime

from django.utils import timezone

from accounts.models import Account, PoolMember
from campaigns.booking import holiday
from campaigns.help import clock
from campaigns.models import Host
from lifecycle.policy import Policy


def due(account: Account, hours: int, policy: Policy, *, now: datetime) -> datetime:
    """When so many hours of the programme's clock have run."""
    zone = timezone.get_default_timezone()
    if policy.help_clock == clock.HOURS:
        return clock.due(now, hours, clock=policy.help_clock, zone=zone)
    free = free_days(account, on=timezone.localdate(now))
    return clock.due(now, hours, clock=policy.help_clock, zone=zone, free=free)


def last_day(moment: datetime) -> date:
    return clock.last_day(moment, timezone.get_default_timezone())


def free_days(account: Account, *, on: date) -> frozenset[date]:
    """Public holidays of the Technical Advisor; of a pool, those on which nobody there works.

    Where no country is known of somebody, they are taken to work every day of the week's five.
    """
    people = [account.ta_id] if account.ta_id and account.ta.is_active else _pool(account)
    at_home = Host.objects.filter(user__in=people).values_list("user_id", "country", "region")
    places = {user: (country, region) for user, country, region in at_home}
    years = (on.year, on.year + 1)
    theirs = [holiday.days(*places.get(user, ("", "")), years) for user in people]
    return frozenset.intersection(*theirs) if theirs else frozenset()


def _pool(account: Account) -> list[int]:
    members = PoolMember.objects.filter(
        pool=account.programme.pool_id, active=True, user__is_active=True
    )
    return list(members.order_by("pk").values_list("user_id", flat=True))
