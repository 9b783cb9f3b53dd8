"""The demo world's pools, who of the team is away, and accounts that change hands."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from accounts.models import Absence, Account, Pool, PoolMember, Programme, User
from cs_portal.demo import names
from cs_portal.demo.book import Customer, address
from lifecycle.work import absence as absences
from lifecycle.work import team

# Share of the work in percent, by the pool and the place in the team.
_SHARES = {"digital": ((4, 100), (1, 25)), "pooled": ((4, 100), (3, 50), (2, 40))}
_REASONS = ("Holiday", "Conference", "Parental leave", "Training")
_EVERY = 19  # days between two absences of the past
_PAIRS = ((0, 1), (2, 3))  # who goes away and who covers, by their places in the team


def daily(found: Sequence[Customer], today: date, morning: datetime, chance: Random) -> None:
    """Now and then somebody goes away for a week, or an account gets another executive."""
    if not PoolMember.objects.exists():
        _fill()
    number, place = divmod(today.toordinal(), _EVERY)
    if place == 0:
        who, cover = _PAIRS[number % len(_PAIRS)]
        _away(who, cover, today, 7, number, morning)
    if place == 9:
        account = Account.objects.order_by("pk")[number % len(found)]
        executives = [User.objects.get(email=address(names.TEAM[who])) for who in (5, 6, 7)]
        other = [user for user in executives if user.pk != account.ae_id]
        Account.objects.filter(pk=account.pk).update(ae=other[number % 2])


def at_last(found: Sequence[Customer], today: date, morning: datetime, chance: Random) -> None:
    """One is away and covered, one goes soon, and two accounts have changed hands."""
    _away(3, 0, today - timedelta(3), 12, 0, morning)
    _away(1, 2, today + timedelta(5), 9, 1, morning, hand_over=False)
    maya, devon, boss = (_member(place) for place in (0, 1, 11))
    with transaction.atomic():
        given = list(
            Account.objects.filter(ta=maya).order_by("-pk").values_list("pk", flat=True)[:2]
        )
        Account.objects.filter(pk__in=given).update(ta=devon)
        team.settle(given, by=boss, on=today, now=morning)


def _fill() -> None:
    for slug, shares in _SHARES.items():
        pool = Pool.objects.get(slug=slug)
        Programme.objects.filter(slug=slug).update(pool=pool)
        for place, weight in shares:
            PoolMember.objects.create(pool=pool, user=_member(place), weight=weight)


def _away(
    who: int, cover: int, start: date, days: int, reason: int, now: datetime, *, hand_over=True
) -> None:
    absence = Absence.objects.create(
        user=_member(who),
        starts_on=start,
        until=start + timedelta(days),
        reason=_REASONS[reason % len(_REASONS)],
        cover=_member(cover),
    )
    if hand_over:
        absences.hand_over(absence, by=absence.user, on=timezone.localdate(now), now=now)


def _member(place: int) -> User:
    return User.objects.get(email=address(names.TEAM[place]))
