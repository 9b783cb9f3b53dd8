"""The only writer of heartbeats and silences, by which the cluster shows that it is alive."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from lifecycle.models import Heartbeat, Silence

TICK = "tick"  # the job that does all of the cluster's work
LONGEST_ERROR = 2000
SILENT = timedelta(minutes=10)  # a pause that is longer is remembered


def began(name: str, *, now: datetime) -> None:
    """Note that the job is at work, and how long it was not."""
    last = Heartbeat.objects.filter(name=name).values_list("began_at", flat=True).first()
    if last and now - last > SILENT:
        Silence.objects.get_or_create(name=name, since=last, defaults={"until": now})
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
