"""Success plans whose sync is late, and what the customer's side has not done in time."""

from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from cs_portal.queue.line import SHOWN, Line
from lifecycle.gather import Programmes
from lifecycle.models import PlanAction, Side, SuccessPlan, TaskState
from lifecycle.plans import due


def syncs(mine: dict[str, Any], user: AbstractBaseUser, on: date) -> list[Line]:
    programmes = Programmes.load()
    found = (
        SuccessPlan.objects.current()
        .filter(due.overdue(programmes, on=on), **mine)
        .select_related("account")
        .order_by("last_sync_on", "started_on", "pk")[:SHOWN]
    )
    return [
        Line(
            "band-concerning",
            "Plan sync",
            str(plan.account),
            _why(plan, due.day(plan, due.rhythm(plan.account, programmes))),
            _page(plan.account_id),
            "Open",
        )
        for plan in found
    ]


def _why(plan: SuccessPlan, day: date | None) -> str:
    last = f"the last one was on {plan.last_sync_on}" if plan.last_sync_on else "none held yet"
    return f"{plan.title}: sync was due {day}, {last}"


def customer_actions(mine: dict[str, Any], user: AbstractBaseUser, on: date) -> list[Line]:
    current = {"plan__archived_at": None, "plan__account__removed_at": None}
    found = (
        PlanAction.objects.filter(side=Side.CUSTOMER, state=TaskState.OPEN, due_on__lt=on)
        .filter(**current, **{f"plan__{name}": value for name, value in mine.items()})
        .select_related("plan__account", "contact")
        .order_by("due_on", "pk")[:SHOWN]
    )
    return [
        Line(
            "band-concerning",
            "Their action",
            str(action.plan.account),
            f"{action.title}: {action.contact or 'the customer'}, due {action.due_on}",
            _page(action.plan.account_id),
            "Open",
        )
        for action in found
    ]


def _page(account: int) -> str:
    return reverse("admin:accounts_account_tab", args=[account, "plan"])
