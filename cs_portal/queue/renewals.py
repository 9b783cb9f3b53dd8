"""Renewals whose day has passed."""

from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from cs_portal.queue.line import SHOWN, Line
from lifecycle.models import AccountState


def lines(mine: dict[str, Any], user: AbstractBaseUser, on: date) -> list[Line]:
    found = (
        AccountState.objects.filter(overdue=True, account__removed_at__isnull=True, **mine)
        .exclude(stage="")
        .select_related("account")
        .order_by("-renewal_on")[:SHOWN]
    )
    return [
        Line(
            "band-poor",
            "Overdue",
            str(state.account),
            f"Renewal was due {(on - state.renewal_on).days} days ago, {state.renewal_on}",
            reverse("admin:accounts_account_change", args=[state.account_id]),
            "Open",
        )
        for state in found
    ]
