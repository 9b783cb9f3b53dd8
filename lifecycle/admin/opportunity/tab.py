"""The Opportunities page of an account, and its lines on the workspace."""

from datetime import date
from typing import Any

from django.http import HttpRequest

from accounts.admin import tabs
from accounts.models import Account
from lifecycle.admin.opportunity import reading


def read(request: HttpRequest, account: Account, on: date) -> dict[str, Any]:
    live, ended = reading.of_account(account, on=on)
    return {"on": on, "live": live, "ended": ended}


def glance(account: Account, on: date) -> list[tabs.Glance]:
    return [
        tabs.Glance(
            f"opportunity-{one.state}",
            one.get_state_display(),
            one.title + ("" if one.expected_arr is None else f" · {one.expected_arr:,.0f} a year"),
        )
        for one in reading.glances(account, on=on)
    ]


tabs.register(
    tabs.Tab(
        "opportunities",
        "Opportunities",
        "lifecycle.view_opportunity",
        "admin/lifecycle/opportunity/tab.html",
        read,
        glance,
        order=60,
    )
)
