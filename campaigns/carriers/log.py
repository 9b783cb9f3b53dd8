"""Carries mails to the log only, for a portal that must not write to anybody yet."""

import logging
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from campaigns.carriers.carrier import Answers
from campaigns.carriers.message import Outgoing
from campaigns.carriers.outcome import Outcome, accepted, one_line

logger = logging.getLogger("campaigns.sending")


class LogCarrier:
    """One line for each mail: to whom, what about, which row of the ledger."""

    transport = "log"

    def __init__(self, *, slots: int = 16) -> None:
        self.slots = slots

    def start(self, messages: Sequence[Outgoing], *, now: datetime) -> Answers:
        return Answers([partial(_write, message) for message in messages])

    def deliver(self, messages: Sequence[Outgoing], *, now: datetime) -> list[Outcome]:
        return self.start(messages, now=now).finish()

    def close(self) -> None:
        """Nothing is open."""


def _write(message: Outgoing) -> Outcome:
    logger.info(
        "not sent, only logged: to %s, subject %s, touch %s",
        one_line(message.to),
        one_line(message.subject),
        message.key,
    )
    return accepted("written to the log")
