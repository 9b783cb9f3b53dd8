"""The account's tab of business reviews, its lines on the workspace, and beginning a new one."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from accounts.admin import actions, cells
from accounts.admin.actions import Action
from accounts.admin.tabs import Glance, Tab, register
from accounts.models import Account
from lifecycle.admin.review.forms import BeginForm
from lifecycle.reviews import build, nearness


def _read(request: HttpRequest, account: Account, on: date) -> dict[str, Any]:
    found = account.reviews.select_related("owner", "revised_by")
    due_on = nearness.due_on(account)
    return {
        "on": on,
        "reviews": list(found.order_by("-created_at", "-pk")[:50]),
        "due_on": due_on,
        "due_in": cells.in_days(due_on, on=on),
        "may_begin": request.user.has_perm("lifecycle.add_businessreview"),
    }


def _glance(account: Account, on: date) -> list[Glance]:
    review = account.reviews.current().order_by("-created_at").first()
    if review is None:
        due_on = nearness.due_on(account)
        if due_on is None:
            return []
        tone = "band-concerning" if due_on <= on else "work"
        return [Glance(tone, "Due", f"the first, {cells.in_days(due_on, on=on)}, {due_on}")]
    if review.held_on:
        when = f"held {review.held_on}"
    elif review.planned_on:
        when = f"planned {cells.in_days(review.planned_on, on=on)}, {review.planned_on}"
    else:
        when = "not planned yet"
    label = review.get_state_display()
    return [Glance(f"review-{review.state}", label, f"{review.title}, {when}")]


register(
    Tab(
        "reviews",
        "Reviews",
        "lifecycle.view_businessreview",
        "admin/lifecycle/review/tab.html",
        _read,
        _glance,
        order=40,
    )
)


def _begin(request, account, form, on, now) -> str:
    data = form.cleaned_data
    review = build.begin(account, **data, by=request.user, now=now)
    return f"Begun: {review}."


def _to_the_newest(account: Account) -> str:
    newest = account.reviews.order_by("-created_at", "-pk").values_list("pk", flat=True).first()
    return reverse("admin:lifecycle_businessreview_change", args=[newest])


actions.register(
    "review",
    Action(
        "Begin a business review",
        "A draft with the agenda, the figures of the period and what is known, to be gone over.",
        "Begin",
        "lifecycle.add_businessreview",
        BeginForm,
        _begin,
        menu="Begin business review",
        order=40,
        after=_to_the_newest,
    ),
)
