"""Counts how often pages were looked at in a minute, in the memory of this process alone.

Looking changes nothing, so nothing of it may reach a table, and a page that only shows must not
wait for a count. Each of several web processes counts for itself: limits are that more generous.
"""

from datetime import datetime, timedelta
from threading import Lock

SPAN = timedelta(minutes=1)
_MOST = 100_000  # keys; who could fill the memory with them begins anew instead


class _Minute:
    """The numbers of one minute; the next one starts with none."""

    def __init__(self) -> None:
        self.begins: datetime | None = None
        self.numbers: dict[str, int] = {}
        self.lock = Lock()

    def count(self, key: str, begins: datetime) -> int:
        with self.lock:
            if begins != self.begins or len(self.numbers) >= _MOST:
                self.begins, self.numbers = begins, {}
            self.numbers[key] = self.numbers.get(key, 0) + 1
            return self.numbers[key]


_minute = _Minute()


def count(key: str, *, now: datetime) -> int:
    """Count one more look in the minute of `now`; how many there are."""
    return _minute.count(key, now.replace(second=0, microsecond=0))


def wait(*, now: datetime) -> timedelta:
    """Until the next minute begins: whole seconds, one at least."""
    return timedelta(seconds=60 - now.second)


def forget() -> None:
    _minute.begins = None
