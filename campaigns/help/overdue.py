"""Raises an alert for each request that waits longer than was promised, and lets it pass again."""

from collections import Counter
from datetime import datetime

from django.utils import timezone

from campaigns.models import HelpRequest
from lifecycle import record
from lifecycle.alerts.episodes import Raised
from lifecycle.alerts.words import Finding
from lifecycle.gather import Programmes
from lifecycle.models import AlertKind

KIND = AlertKind.HELP_OVERDUE.value


def look(*, now: datetime) -> Counter[str]:
    """Level, not edge: what is overdue and has no alert gets one (HR5)."""
    on = timezone.localdate(now)
    late = HelpRequest.objects.overdue(now=now).select_related("account", "contact", "task__owner")
    programmes = Programmes.load()
    found = []
    for request in late.order_by("pk"):
        policy = programmes.policies[programmes.slugs[request.account.programme_id]]
        found.append(Raised(request.account_id, _finding(request), policy.alerts[KIND]))
    return record.elsewhere(KIND, found, on=on, now=now)


def _finding(request: HelpRequest) -> Finding:
    due, asked = timezone.localtime(request.due_at), timezone.localtime(request.asked_at)
    return Finding(
        KIND,
        str(request.pk),
        f"{request.contact} waits for an answer: {request.subject}",
        (
            f"Asked on {asked:%-d %B %Y, %H:%M}; an answer was promised by {due:%-d %B, %H:%M}.",
            f"It is {request.owner or 'nobody'}'s.",
        ),
    )
