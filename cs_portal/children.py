"""A child process in a session of its own, which ends with all its descendants or not at all."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence

import psutil

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class Child:
    """Started once; `output` is its standard output and error, which never blocks."""

    def __init__(
        self, command: Sequence[str], *, environment: Mapping[str, str], pipes: Sequence[int] = ()
    ) -> None:
        self._process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=pipes,
            preexec_fn=_end_with_parent,
        )
        self.output = self._process.stdout.fileno()
        os.set_blocking(self.output, False)

    @property
    def pid(self) -> int:
        return self._process.pid

    def code(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.poll()

    def ask_to_end(self) -> None:
        """Only the first process is told: it knows how to bring the others to an end."""
        if self.code() is None:
            self._process.terminate()

    def end(self, *, patience: float = 10) -> None:
        """Kill what is left of it, orphans included, and wait until nothing is."""
        limit = time.monotonic() + patience
        while members := list(self.members()):
            for member in members:
                with contextlib.suppress(psutil.Error):
                    member.kill()
            self.code()
            if time.monotonic() > limit:
                raise TimeoutError(f"{len(members)} processes of {self.pid} cannot be ended")
            time.sleep(0.05)
        self._process.wait()

    def close(self) -> None:
        self._process.stdout.close()

    def members(self) -> Iterator[psutil.Process]:
        """Every living process of the session, also when those between it and us are gone."""
        for process in psutil.process_iter():
            try:
                mine = os.getsid(process.pid) == self.pid
                if mine and process.status() != psutil.STATUS_ZOMBIE:
                    yield process
                elif mine and process.pid != self.pid:
                    # Where we are the first process of a container, orphans are ours to bury.
                    os.waitpid(process.pid, os.WNOHANG)
            except (OSError, psutil.Error):
                continue


def _end_with_parent() -> None:
    """Linux only: a supervisor that is killed takes its children along, in good order."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
