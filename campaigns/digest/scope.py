"""Whose accounts a team member's digest is about: those they hold a role on, and their pools'."""

from django.db.models import Q, QuerySet

from accounts.models import Programme, User


def accounts(user: User) -> Q:
    """As Technical Advisor, Account Executive, Customer Engineer or member of the pool.

    For rows with an account; of accounts in the book only.
    """
    held = Q(account__ta=user) | Q(account__ae=user) | Q(account__ce=user)
    return (held | _pooled(user)) & Q(account__removed_at=None)


def alerts(user: User) -> Q:
    """By the roles that each alert is for."""
    held = (
        Q(for_ta=True, account__ta=user)
        | Q(for_ae=True, account__ae=user)
        | Q(for_ce=True, account__ce=user)
    )
    return (held | (Q(for_ta=True) & _pooled(user))) & Q(account__removed_at=None)


def _pooled(user: User) -> Q:
    return Q(account__ta=None, account__programme__in=_programmes(user))


def _programmes(user: User) -> QuerySet[Programme]:
    """Those whose pool the member takes new work of."""
    return Programme.objects.filter(pool__members__user=user, pool__members__active=True)
