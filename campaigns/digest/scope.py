"""Whose accounts a digest is about: those its people hold a role on, and their pools'.

The people are the team member and whoever they stand in for.
"""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import Programme, User
from lifecycle.work import cover

People = Sequence[User]


def covered_by(user: User, *, on: date) -> list[User]:
    """Those away on the day whose place the member takes."""
    away = [absent for absent, there in cover.stand_ins(on=on).items() if there == user.pk]
    return list(User.objects.filter(pk__in=away).order_by("first_name", "pk")) if away else []


def accounts(people: People) -> Q:
    """As Technical Advisor, Account Executive, Customer Engineer or member of the pool.

    For rows with an account; of accounts in the book only.
    """
    held = Q(account__ta__in=people) | Q(account__ae__in=people) | Q(account__ce__in=people)
    return (held | _pooled(people)) & Q(account__removed_at=None)


def alerts(people: People) -> Q:
    """By the roles that each alert is for."""
    held = (
        Q(for_ta=True, account__ta__in=people)
        | Q(for_ae=True, account__ae__in=people)
        | Q(for_ce=True, account__ce__in=people)
    )
    return (held | (Q(for_ta=True) & _pooled(people))) & Q(account__removed_at=None)


def _pooled(people: People) -> Q:
    return Q(account__ta=None, account__programme__in=_programmes(people))


def _programmes(people: People) -> QuerySet[Programme]:
    """Those whose pool a member takes new work of."""
    return Programme.objects.filter(pool__members__user__in=people, pool__members__active=True)
