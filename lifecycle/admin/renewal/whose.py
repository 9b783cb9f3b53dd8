"""Whose accounts a board shows."""

from typing import Any

from django.http import HttpRequest

MINE, ALL = "mine", "all"
WHOSE = ((MINE, "My accounts"), (ALL, "All accounts"))


def narrowed(request: HttpRequest, whose: str, programme: str = "") -> dict[str, Any]:
    """Conditions on rows that have an account: the user's own by role, one programme, or none."""
    found: dict[str, Any] = {}
    if whose == MINE:
        found[f"account__{request.user.holds}"] = request.user
    if programme:
        found["account__programme__slug"] = programme
    return found
