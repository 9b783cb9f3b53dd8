"""Removes what nobody needs any more: the queue's old results, sessions, counts of posts."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django_q.models import Task

from campaigns.public import counts

SUCCESSES = timedelta(7)
FAILURES = timedelta(30)
COUNTS = timedelta(1)


def clean_up(*, now: datetime) -> dict[str, int]:
    """Delete old results, old failures, counts and ended sessions; count each."""
    results = Task.objects.order_by()
    return {
        "results": results.filter(success=True, stopped__lt=now - SUCCESSES).delete()[0],
        "failures": results.filter(success=False, stopped__lt=now - FAILURES).delete()[0],
        "counts": counts.forget(before=now - COUNTS),
        "sessions": Session.objects.filter(expire_date__lt=now).delete()[0],
    }
