"""The Opportunities page of an account, its lines on the workspace, and one added by hand."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from accounts.admin import tabs
from accounts.admin.actions import Action, register
from accounts.models import Account
from lifecycle.admin.opportunity import forms, reading
from lifecycle.opportunities import taking


def read(request: HttpRequest, account: Account, on: date) -> dict[str, Any]:
    live, ended = reading.of_account(account, on=on)
    may_add = request.user.has_perm("lifecycle.add_opportunity")
    return {"on": on, "live": live, "ended": ended, "may_add": may_add}


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


def _add(request, account, form, on, now) -> str:
    found = taking.add(account, **form.cleaned_data, by=request.user, on=on, now=now)
    return f"“{found}” added, {found.owner}'s."


register(
    "add-opportunity",
    Action(
        "Add an opportunity",
        "One that you saw and no rule finds. It stands with the others, and on the timeline.",
        "Add it",
        "lifecycle.add_opportunity",
        forms.AccountNewForm,
        _add,
        menu="Add an opportunity",
        order=20,
        after=lambda account: reverse(
            "admin:accounts_account_tab", args=[account.pk, "opportunities"]
        ),
    ),
)
