"""A road for tests: a carrier that takes every mail, unless it is told otherwise."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from campaigns.carriers.carrier import Answers
from campaigns.carriers.message import Outgoing
from campaigns.carriers.outcome import Outcome, accepted

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)


def clock() -> datetime:
    return NOW


class Road:
    """`answer` says what becomes of a mail; `waves` are the recipients that travelled together."""

    transport = "smtp"

    def __init__(
        self, answer: Callable[[Outgoing], Outcome] = lambda mail: accepted(), *, slots: int = 4
    ) -> None:
        self.answer = answer
        self.slots = slots
        self.mails: list[Outgoing] = []
        self.waves: list[list[str]] = []
        self.closed = False

    @property
    def to(self) -> list[str]:
        return [mail.to for mail in self.mails]

    def start(self, messages: Sequence[Outgoing], *, now: datetime) -> Answers:
        self.waves.append([message.to for message in messages])
        self.mails += messages
        return Answers([partial(self.answer, message) for message in messages])

    def deliver(self, messages: Sequence[Outgoing], *, now: datetime) -> list[Outcome]:
        return self.start(messages, now=now).finish()

    def close(self) -> None:
        self.closed = True
