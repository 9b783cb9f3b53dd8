"""Customers who wait for an answer: those who wait too long first, then those who soon would."""

from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from campaigns.admin.help.filters import WhoseFilter
from campaigns.admin.help.page import due_label
from campaigns.models import HelpRequest
from cs_portal.queue.line import SHOWN, Line

_MAY = "campaigns.change_helprequest"


def lines(mine: dict[str, Any], user: AbstractBaseUser, on: date) -> list[Line]:
    """Only for those who answer."""
    if not user.has_perm(_MAY):
        return []
    waiting = HelpRequest.objects.waiting()
    if mine:
        waiting = waiting.filter(WhoseFilter.mine(user))
    found = waiting.select_related("account", "contact", "task__owner").order_by("due_at", "pk")
    return [_line(request) for request in found[:SHOWN]]


def _line(request: HelpRequest) -> Line:
    tone, words = due_label(request)
    urgent = "It keeps them from working. " if request.urgent else ""
    return Line(
        tone,
        "Help" if tone != "band-poor" else "Overdue",
        f"{request.account}: {request.subject}",
        f"{urgent}{request.contact} waits, answer due {words}; {request.owner or 'nobody'}'s",
        reverse("admin:campaigns_helprequest_change", args=[request.pk]),
        "Answer",
    )
