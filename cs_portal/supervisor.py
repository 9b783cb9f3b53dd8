"""Keeps the web server and the task cluster running, and restarts the one that fails as a whole."""

import contextlib
import os
import selectors
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from cs_portal import signs
from cs_portal.children import Child
from cs_portal.pulse import Pulse

LOOK = 0.5
STEADY = 60.0  # a part that ran so long failed by chance, and is started again at once
LONGEST_WAIT = 30.0
HANGING = 10.0  # what a cluster that does not answer gets to end in


class HopelessError(Exception):
    """A part that would fail in the same way however often it is started."""


@dataclass
class Part:
    """What is to run. `hopeless` are the exit codes after which starting again is no use."""

    name: str
    command: Sequence[str]
    hopeless: frozenset[int] = frozenset()
    pulse: Pulse | None = None
    child: Child | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    wait: float = 0.0
    rest: bytes = b""
    pipe: int | None = None


@dataclass
class Supervisor:
    """`patience` is how long parts may take to end: longer than a task may run."""

    parts: Sequence[Part]
    environment: Mapping[str, str]
    patience: float
    write: Callable[[str, str], None]
    asked_to_stop: int = 0
    _selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    def run(self) -> None:
        """Until a signal asks to stop; whatever happens, no process of ours is left behind."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        try:
            while not self.asked_to_stop:
                self._listen()
                for part in self.parts:
                    self._tend(part, time.monotonic())
            self._stop()
        finally:
            for part in self.parts:
                if part.child:
                    self._bury(part)

    def _on_signal(self, *_: object) -> None:
        self.asked_to_stop += 1

    def _tend(self, part: Part, now: float) -> None:
        if part.child is None:
            if now >= part.start_at:
                self._start(part, now)
        elif (code := part.child.code()) is not None:
            self._bury(part)
            if code in part.hopeless:
                raise HopelessError(f"{part.name} cannot start; what it says is above.")
            self._later(part, now, f"ended by itself ({_reason(code)})")
        elif part.pulse and part.pulse.frozen(now):
            self._bury(part)
            self._later(part, now, f"did not answer for {part.pulse.stale:.0f} s")

    def _start(self, part: Part, now: float) -> None:
        environment, pipes = dict(self.environment), []
        if part.pulse:
            part.pipe, given = os.pipe()
            os.set_blocking(part.pipe, False)
            os.set_blocking(given, False)
            environment[signs.VARIABLE], pipes = str(given), [given]
        try:
            part.child = Child(part.command, environment=environment, pipes=pipes)
        finally:
            for pipe in pipes:
                os.close(pipe)
        part.started_at = now
        self._selector.register(part.child.output, selectors.EVENT_READ, partial(self._hear, part))
        if part.pulse:
            self._selector.register(part.pipe, selectors.EVENT_READ, partial(self._feel, part))
            part.pulse.begin(now)

    def _later(self, part: Part, now: float, why: str) -> None:
        """Start it again, at once after a long life, after ever longer waits otherwise."""
        steady = now - part.started_at >= STEADY
        part.wait = 0.0 if steady else min(max(1.0, part.wait * 2), LONGEST_WAIT)
        part.start_at = now + part.wait
        when = f"in {part.wait:.0f} s" if part.wait else "now"
        self.write("portal", f"{part.name} {why}; starting all of it again {when}")

    def _bury(self, part: Part) -> None:
        """Kill whatever is left of the part, and close what led to it."""
        part.child.end()
        self._hear(part, part.child.output)
        if part.rest:
            self.write(part.name, part.rest.decode(errors="replace"))
        for pipe in (part.child.output, part.pipe):
            if pipe is not None:
                self._selector.unregister(pipe)
        if part.pipe is not None:
            os.close(part.pipe)
        part.child.close()
        part.child, part.pipe, part.rest = None, None, b""

    def _stop(self) -> None:
        """Ask every part to end; kill what takes too long, or when asked to stop again."""
        running = [part for part in self.parts if part.child]
        self.write("portal", "stopping; once more to stop at once")
        limits = {}
        for part in running:
            part.child.ask_to_end()
            now = time.monotonic()
            hanging = part.pulse is not None and part.pulse.hanging(now)
            limits[part.name] = now + (HANGING if hanging else self.patience)
        while waiting := [part for part in running if part.child.code() is None]:
            self._listen()
            late = [part for part in waiting if time.monotonic() > limits[part.name]]
            for part in waiting if self.asked_to_stop > 1 else late:
                self.write("portal", f"{part.name} does not end: killed")
                part.child.end()
        self._listen()
        self.write("portal", "stopped")

    def _listen(self) -> None:
        for key, _ in self._selector.select(LOOK):
            key.data(key.fd)

    def _hear(self, part: Part, pipe: int) -> None:
        """Pass on whole lines of what a part says."""
        said = _read(pipe)
        if not said:
            time.sleep(0.05)  # it closed its output, and will end any moment
            return
        *lines, part.rest = (part.rest + said).split(b"\n")
        for line in lines:
            self.write(part.name, line.decode(errors="replace").rstrip())

    def _feel(self, part: Part, pipe: int) -> None:
        if _read(pipe):
            part.pulse.hear(time.monotonic())
        else:
            time.sleep(0.05)


def _read(pipe: int) -> bytes:
    with contextlib.suppress(BlockingIOError):
        return os.read(pipe, 65536)
    return b""


def _reason(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"


def to_stdout(name: str, line: str) -> None:
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(f"{name:<7} | {line}\n")
        sys.stdout.flush()
