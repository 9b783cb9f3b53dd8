"""Sends the mails to our own team: written as they leave, each once."""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from campaigns.carriers.carrier import Carrier
from campaigns.carriers.message import Outgoing
from campaigns.carriers.outcome import refused, unknown
from campaigns.digest import gather, letter
from campaigns.models import Status, TeamMail, Transport
from campaigns.sending import outbox
from campaigns.sending.letters import message_id_end
from campaigns.sending.road import open_road

logger = logging.getLogger("campaigns.sending")

NOTHING_NEW, NOT_WANTED = "nothing new", "not wanted"


def team_mails(
    *,
    clock: Callable[[], datetime],
    until: Callable[[], bool] = lambda: False,
    carrier: Carrier | None = None,
) -> Counter[str]:
    """Hand over what is planned for the team, and count what became of it."""
    if doubtful := outbox.expire(TeamMail, now=clock()):
        logger.warning("%d mails to the team may or may not have left", doubtful)
    ready = TeamMail.objects.filter(status=Status.PLANNED, not_before__lte=clock())
    if settings.PORTAL_SENDING == "off" or not ready.exists():
        return Counter()
    road = carrier or open_road()
    desk = _Desk(road, clock)
    try:
        outbox.drain(TeamMail, road.slots, desk.send, clock=clock, until=until, related=("user",))
    finally:
        road.close()
    return desk.counts


class _Desk:
    """Writes and hands over one wave after the other."""

    def __init__(self, road: Carrier, clock: Callable[[], datetime]) -> None:
        self.road = road
        self.clock = clock
        self.counts: Counter[str] = Counter()

    def send(self, rows: list[TeamMail]) -> None:
        written = []
        for row in rows:
            outgoing = self._written(row)
            if outgoing is not None:
                written.append((row, outgoing))
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

    def _written(self, row: TeamMail) -> Outgoing | None:
        """The mail, or nothing when none is wanted or needed any more."""
        user = row.user
        if not (user.is_active and user.digest and user.email):
            self._count(outbox.skip(row, NOT_WANTED))
            return None
        try:
            found = gather.read(
                user, since=row.since, until=row.until, on=timezone.localdate(row.until)
            )
            if not found.sections:
                self._count(outbox.skip(row, NOTHING_NEW))
                return None
            rendered = letter.write(found, user)
        except Exception as error:  # its own trouble, never its neighbours'
            logger.exception("the team mail %d cannot be written", row.pk)
            reason = refused(f"cannot be written: {error!r}")
            self._count(outbox.mark(row, reason, log_only=False, now=self.clock()))
            return None
        TeamMail.objects.filter(pk=row.pk).update(subject=rendered.subject, address=user.email)
        return Outgoing(
            key=f"team.{row.pk}",
            sender=settings.PORTAL_SENDER_EMAIL,
            sender_name=settings.PORTAL_SENDER_NAME,
            to=user.email,
            to_name=user.get_full_name(),
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            headers={
                "Message-ID": f"<team.{row.pk}.{row.attempts}{message_id_end()}",
                "Auto-Submitted": "auto-generated",
            },
            metadata={"team_mail": str(row.pk)},
            tags=("digest",),
        )

    def _count(self, status: str) -> None:
        word = "put off" if status == Status.PLANNED else str(status)
        self.counts[f"team mails {word}"] += 1
