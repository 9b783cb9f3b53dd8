"""Removes the queue's old results, which the queue itself keeps for ever."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django_q.models import Task

SUCCESSES = timedelta(7)
FAILURES = timedelta(30)


def clean_up(*, now: datetime) -> dict[str, int]:
    """Delete old results, old failures and ended sessions; count each."""
    results = Task.objects.order_by()
    return {
        "results": results.filter(success=True, stopped__lt=now - SUCCESSES).delete()[0],
        "failures": results.filter(success=False, stopped__lt=now - FAILURES).delete()[0],
        "sessions": Session.objects.filter(expire_date__lt=now).delete()[0],
    }
