"""The only writer of heartbeats, by which the cluster shows that it is alive."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lifecycle.models import Heartbeat

TICK = "tick"  # the job that does all of the cluster's work
LONGEST_ERROR = 2000


def began(name: str, *, now: datetime) -> None:
    """Note that the job is at work."""
    _write(name, began_at=now)


def ended(name: str, *, now: datetime, counts: Mapping[str, Any]) -> None:
    """Note that the job did all it was to do this time; an earlier error is over."""
    _write(name, ended_at=now, counts=dict(counts), error="")


def failed(name: str, *, error: str) -> None:
    """Keep what went wrong until the job ends well again."""
    _write(name, error=error.strip()[:LONGEST_ERROR] or "It failed without saying why.")


def _write(name: str, **fields: Any) -> None:
    if not Heartbeat.objects.filter(name=name).update(**fields):
        Heartbeat.objects.update_or_create(name=name, defaults=fields)
