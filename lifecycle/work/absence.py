"""Hands the work of somebody who is away to whoever covers, and back when they are there again."""

from collections import Counter
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import Absence, User
from lifecycle.batch import Batch
from lifecycle.gather import Programmes
from lifecycle.models import Task
from lifecycle.models.task import TaskQuerySet
from lifecycle.work import assign, hands
from lifecycle.work.routing import Route


def due_meanwhile(absence: Absence) -> TaskQuerySet:
    """Their open tasks that fall due before they are back, or are overdue already."""
    return Task.objects.open().filter(owner=absence.user_id, due_on__lt=absence.until)


@transaction.atomic
def hand_over(absence: Absence, *, by: User, on: date, now: datetime) -> int:
    """Give them to the cover, the pool or nobody until the absence ends; count them.

    Raises ValueError when the absence is over or was called off.
    """
    if absence.called_off or absence.until <= on:
        raise ValueError("The absence is over: there is nothing to hand over any more.")
    tasks = list(due_meanwhile(absence).select_related("owner").select_for_update(of=("self",)))
    routes = assign.owners(
        [(task.account_id, task.owner_role) for task in tasks],
        on=max(on, absence.starts_on),
        holder=absence.user_id,
    )
    pairs = [(task, routes[task.account_id, task.owner_role]) for task in tasks]
    return hands.give(pairs, by=by, now=now, why=f"away until {absence.until}")


def give_back(
    pairs: Batch,
    programmes: Programmes,
    *,
    on: date,
    now: datetime,
) -> Counter[str]:
    """What was lent, and is still open, returns with who was away."""
    accounts = pairs.accounts
    away = Absence.objects.on(on).values("user")
    over = Q(absence__until__lte=on) | Q(absence__called_off=True)
    lent = (
        Task.objects.open()
        .filter(over, instead_of__isnull=False, instead_of__is_active=True)
        .exclude(instead_of__in=away)
        .select_related("owner")
        .order_by()  # in an order, all open tasks would be gone through for it
    )
    back = [task for task in lent if task.account_id in accounts]
    routes = [(task, Route(task.instead_of_id, "back from being away")) for task in back]
    count = hands.give(routes, by=None, now=now, why="back from being away")
    return Counter({"tasks given back": count} if count else {})
