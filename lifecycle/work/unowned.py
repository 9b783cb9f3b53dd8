"""Finds an owner for open work that nobody has, once there is somebody for it."""

from collections import Counter
from datetime import date, datetime

from django.db.models import Q

from accounts.models import PoolMember, TeamRole
from lifecycle.batch import Batch
from lifecycle.gather import Programmes, chosen
from lifecycle.models import Task
from lifecycle.work import assign, hands
from lifecycle.work.assign import HELD


def day(
    pairs: Batch,
    programmes: Programmes,
    *,
    on: date,
    now: datetime,
) -> Counter[str]:
    """A pool got a member, an account its engineer: the work that waited goes there."""
    accounts = pairs.accounts
    members = PoolMember.objects.filter(active=True, user__is_active=True)
    held = Q(
        owner_role=TeamRole.TECHNICAL_ADVISOR,
        account__ta=None,
        account__programme__pool__in=members.values("pool"),
    )
    for role in HELD:
        held |= Q(**{"owner_role": role, f"account__{role}__is_active": True})
    waiting = [
        task
        for task in Task.objects.open()
        .filter(chosen("account_id", accounts), held)
        .filter(owner=None, instead_of=None, owner_role__in=HELD)
        .order_by("due_on", "pk")
        if task.account_id in accounts
    ]
    routes = assign.owners([(task.account_id, task.owner_role) for task in waiting], on=on)
    found = [(task, routes[task.account_id, task.owner_role]) for task in waiting]
    count = hands.give(
        [pair for pair in found if pair[1].owner], by=None, now=now, why="nobody had it"
    )
    return Counter({"tasks given out": count} if count else {})
