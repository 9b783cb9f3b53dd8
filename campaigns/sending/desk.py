"""Hands over the mails of a ledger other than campaigns': written as they leave, each once."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from campaigns.carriers.carrier import Carrier
from campaigns.carriers.message import Outgoing
from campaigns.carriers.outcome import refused, unknown
from campaigns.models import Status, Transport
from campaigns.sending import outbox, place
from campaigns.sending.road import open_road

logger = logging.getLogger("campaigns.sending")

Clock = Callable[[], datetime]
# Gives the mail, or the reason why none is to leave.
Write = Callable[[Any], Outgoing | str]


def hand_over(
    model: type[outbox.Outgoing],
    write: Write,
    *,
    named: str,
    clock: Clock,
    until: Callable[[], bool],
    carrier: Carrier | None,
    related: Iterable[str],
) -> Counter[str]:
    """Hand over what may leave by now, and count what became of it; `named` is what to call it."""
    if doubtful := outbox.expire(model, now=clock()):
        logger.warning("%d %s may or may not have left", doubtful, named)
    ready = model.objects.filter(status=Status.PLANNED, not_before__lte=clock())
    if not ready.exists() or not place.opened(now=clock()):
        return Counter()
    road = carrier or open_road()
    desk = _Desk(write, named, road, clock)
    try:
        outbox.drain(model, road.slots, desk.send, clock=clock, until=until, related=related)
    finally:
        road.close()
    return desk.counts


class _Desk:
    """Writes and hands over one wave after the other."""

    def __init__(self, write: Write, named: str, road: Carrier, clock: Clock) -> None:
        self.write = write
        self.named = named
        self.road = road
        self.clock = clock
        self.counts: Counter[str] = Counter()

    def send(self, rows: list[Any]) -> None:
        written = [(row, mail) for row in rows if (mail := self._written(row)) is not None]
        if not written:
            return
        try:
            outcomes = self.road.deliver([mail for _, mail in written], now=self.clock())
        except Exception as error:  # it may have handed over anything
            logger.exception("the carrier broke down")
            outcomes = [unknown(f"the carrier broke down: {error!r}")] * len(written)
        log_only = self.road.transport == Transport.LOG
        for (row, _), outcome in zip(written, outcomes, strict=True):
            self._count(outbox.mark(row, outcome, log_only=log_only, now=self.clock()))

    def _written(self, row: Any) -> Outgoing | None:
        try:
            mail = self.write(row)
        except Exception as error:  # its own trouble, never its neighbours'
            logger.exception("row %d of the %s cannot be written", row.pk, self.named)
            reason = refused(f"cannot be written: {error!r}")
            self._count(outbox.mark(row, reason, log_only=False, now=self.clock()))
            return None
        if isinstance(mail, str):
            self._count(outbox.skip(row, mail))
            return None
        return mail

    def _count(self, status: str) -> None:
        word = "put off" if status == Status.PLANNED else str(status)
        self.counts[f"{self.named} {word}"] += 1
