"""Lets one process at a time do a job, and another one when the first has died."""

import contextlib
import os
import socket
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from django.db.models import Q

from lifecycle.models import Lease

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Hold:
    """The proof of having taken a lease; the holder is new each time, never a process for good."""

    name: str
    holder: str


def take(name: str, *, now: datetime, lasts: timedelta) -> Hold | None:
    """Take the lease unless somebody holds it.

    Whoever died on this machine holds it no longer, whoever died elsewhere until it runs out.
    """
    holder = f"{_here()}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
    lease, _ = Lease.objects.get_or_create(name=name, defaults={"until": _LONG_AGO})
    free = Q(until__lte=now) | Q(holder="")
    if _is_dead(lease.holder):
        free |= Q(holder=lease.holder)
    taken = Lease.objects.filter(free, name=name).update(holder=holder, until=now + lasts)
    return Hold(name, holder) if taken else None


def renew(hold: Hold, *, now: datetime, lasts: timedelta) -> bool:
    """Hold on for longer; False when it ran out and somebody else may have begun."""
    mine = Lease.objects.filter(name=hold.name, holder=hold.holder, until__gt=now)
    return mine.update(until=now + lasts) == 1


def release(hold: Hold) -> None:
    """Give the lease back at once; one that is lost by now stays with its new holder."""
    Lease.objects.filter(name=hold.name, holder=hold.holder).update(holder="", until=_LONG_AGO)


@cache
def _here() -> str:
    """This machine since its start, and where its process numbers mean the same."""
    boot = namespace = ""
    with contextlib.suppress(OSError):  # not a Linux
        boot = Path("/proc/sys/kernel/random/boot_id").read_text()[:8]
        namespace = os.readlink("/proc/self/ns/pid").removeprefix("pid:")
    return f"{socket.gethostname()[:30]}/{boot}/{namespace}"


def _is_dead(holder: str) -> bool:
    here, _, process = holder.rpartition(":")[0].rpartition(":")
    if here != _here() or here.endswith("/"):
        return False
    try:
        os.kill(int(process), 0)
    except OSError as error:
        return isinstance(error, ProcessLookupError)
    return False
