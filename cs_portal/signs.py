"""The signs of life that a task cluster gives to the supervisor that started it."""

import contextlib
import os
from collections.abc import Callable

from django_q.signals import post_execute

VARIABLE = "PORTAL_SIGNS_FD"  # set by the supervisor for its cluster: the pipe to write to


def connect() -> None:
    """In a supervised cluster, give a sign for each task that went all the way round.

    The queue tells of a task when a worker has done it and its monitor has saved the result: no
    sign comes when any of its processes is dead or frozen. It says nothing about the work itself.
    """
    number = os.environ.get(VARIABLE, "")
    if number.isdigit():
        receiver = _giving(int(number))
        post_execute.connect(receiver, weak=False, dispatch_uid="cs_portal.signs")


def _giving(pipe: int) -> Callable[..., None]:
    def give(**_: object) -> None:
        with contextlib.suppress(OSError):  # the supervisor is gone, or has enough unread
            os.write(pipe, b".")

    return give
