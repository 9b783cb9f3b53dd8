"""The Help page of an account, and its lines on the workspace."""

from datetime import date
from typing import Any

from django.http import HttpRequest

from accounts.admin import tabs
from accounts.models import Account
from campaigns.admin.help.page import due_label
from campaigns.models import HelpRequest, HelpState
from lifecycle.admin.task import where

_SHOWN = 100


def read(request: HttpRequest, account: Account, on: date) -> dict[str, Any]:
    rows = list(_rows(account)[:_SHOWN])
    for row in rows:
        row.due = due_label(row) if row.state == HelpState.OPEN else None
    return {"requests": rows, "shown": _SHOWN}


def _rows(account: Account):
    found = HelpRequest.objects.filter(account=account)
    return found.select_related("contact", "task__owner").order_by("-asked_at", "-pk")


def glance(account: Account, on: date) -> list[tabs.Glance]:
    waiting = _rows(account).filter(state=HelpState.OPEN).order_by("due_at", "pk")[:3]
    return [
        tabs.Glance(due_label(each)[0], "Help", f"{each.contact} waits: {each.subject}")
        for each in waiting
    ]


tabs.register(
    tabs.Tab(
        "help",
        "Help",
        "campaigns.view_helprequest",
        "admin/campaigns/helprequest/tab.html",
        read,
        glance,
        order=70,
    )
)
where.register("help:", lambda _, key: where.page("the request", "campaigns_helprequest", key))
