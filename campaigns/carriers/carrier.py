"""What the sender may ask of any carrier."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from campaigns.carriers.message import Outgoing
from campaigns.carriers.outcome import Outcome


class Wave(Protocol):
    """Mails on their way."""

    def finish(self) -> list[Outcome]:
        """Wait for all of them; one outcome for each, in the order they were given."""


class Carrier(Protocol):
    """One road to the outside world, kept open until `close`.

    A wave may hold `slots` mails at most, and all waves under way together no more than that:
    so many may be in doubt when the process dies.
    """

    transport: str

    @property
    def slots(self) -> int: ...

    def start(self, messages: Sequence[Outgoing], *, now: datetime) -> Wave: ...

    def deliver(self, messages: Sequence[Outgoing], *, now: datetime) -> list[Outcome]: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Answers:
    """A wave whose outcomes are called for one by one."""

    calls: Sequence[Callable[[], Outcome]]

    def finish(self) -> list[Outcome]:
        return [call() for call in self.calls]
