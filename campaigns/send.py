"""The one door out: claims planned mails, hands them over and marks what became of each."""

import logging
from collections import Counter, deque
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from campaigns.carriers.carrier import Carrier
from campaigns.carriers.choose import open_carrier
from campaigns.carriers.outcome import refused, unknown
from campaigns.carriers.smtp_link import Relay
from campaigns.models import Campaign, CampaignState, Status, Touch, Transport
from campaigns.sending import claims, rows
from campaigns.sending.letters import Desk, Letter, Unwritable
from campaigns.sending.marks import Landing, mark
from campaigns.sending.tally import Broken, Tally

logger = logging.getLogger("campaigns.sending")

WINDOW = 400  # rows prepared together
WIDER = 4  # how many times a wave's number of rows is looked at to fill it
LEASE = timedelta(minutes=5)  # how long a claim lasts when its sender says nothing any more
Clock = Callable[[], datetime]


def planned(
    *,
    clock: Clock,
    through: date | None = None,
    until: Callable[[], bool] = lambda: False,
    carrier: Carrier | None = None,
) -> Counter[str]:
    """Hand over what is planned and count what became of it.

    The cluster sends what may leave by now; with `through`, everything decided by that day goes
    at once. Ends when nothing is left, or after the wave in which `until` turns true. Several
    may run at once, and any of them may be killed: a mail leaves once or is held as uncertain.
    """
    expire_leases(now=clock())
    if settings.PORTAL_SENDING == "off":
        logger.info("sending is off: nothing is handed over")
        return Counter()
    road = carrier or _road()
    try:
        return _Sender(road, clock, through, until).run()
    finally:
        road.close()


def expire_leases(*, now: datetime) -> int:
    """Hold as uncertain what a sender claimed and never reported; never to be sent by machine."""
    proven, uncertain = claims.expire(now=now)
    if uncertain:
        logger.warning("%d mails may or may not have left: somebody has to look", uncertain)
    return proven + uncertain


def settle(touch: Touch, *, sent: bool, user: User, now: datetime) -> bool:
    """Say of an uncertain mail whether it left; False when it is not uncertain any more."""
    uncertain = Touch.objects.filter(pk=touch.pk, status=Status.UNCERTAIN)
    said = f"Settled by {user} on {now:%Y-%m-%d}: {'it was sent' if sent else 'not sent'}."
    if sent:
        changes = {"status": Status.SENT, "sent_at": touch.sent_at or now, "transport": "mail"}
    else:
        changes = {"status": Status.FAILED}
    return bool(uncertain.update(**changes, error=said, lease_until=None))


def resend(touch: Touch, *, user: User, now: datetime) -> bool:
    """Plan a mail again that is known not to have left; False when it is not a failed one."""
    failed = Touch.objects.filter(pk=touch.pk, status=Status.FAILED, contact__isnull=False)
    return bool(
        failed.update(
            status=Status.PLANNED,
            attempts=0,
            not_before=now,
            lease_until=None,
            error=f"Sent again for {user} on {now:%Y-%m-%d}.",
        )
    )


def _road() -> Carrier:
    return open_carrier(
        sending=settings.PORTAL_SENDING,
        backend=settings.EMAIL_BACKEND,
        relay=Relay(
            host=settings.EMAIL_HOST,
            port=settings.EMAIL_PORT,
            username=settings.EMAIL_HOST_USER,
            password=settings.EMAIL_HOST_PASSWORD,
            use_tls=settings.EMAIL_USE_TLS,
            use_ssl=settings.EMAIL_USE_SSL,
            timeout=settings.EMAIL_TIMEOUT,
        ),
    )


class _Wave(NamedTuple):
    """Mails claimed under one lease, which no other sender shares; `landings` when it is over."""

    lease: datetime
    letters: Sequence[Letter] = ()
    attempts: Sequence[int] = ()
    landings: Sequence[Landing] = ()


class _Sender:
    """One run: windows of prepared letters, and waves of as many mails as there are slots."""

    def __init__(
        self, road: Carrier, clock: Clock, through: date | None, until: Callable[[], bool]
    ) -> None:
        self.road = road
        self.clock = clock
        self.until = until
        now = clock()
        self.on = through or timezone.localdate(now)
        self.planned = rows.planned(on=self.on, now=now, through=through)
        self.desk = Desk()
        self.tally = Tally()
        self.queue: deque[Letter] = deque()
        self.put_off: set[int] = set()  # rows that come round again, but not in this run
        self.passed_over = False
        self.road_is_down = False

    def run(self) -> Counter[str]:
        again = True
        while again and not self._stopped():
            self.passed_over, before = False, self.tally.handled
            for window in rows.windows(self.planned, WINDOW):
                fresh = [row for row in window if row.touch not in self.put_off]
                self.queue.extend(self.desk.letters(fresh))
                self._empty_queue()
                if self._stopped():
                    break
            # Rows that another sender held may be free again, if it died.
            again = self.passed_over and self.tally.handled > before
        return self.tally.counts

    def _stopped(self) -> bool:
        return self.road_is_down or self.until()

    def _empty_queue(self) -> None:
        landed = _Wave(self.clock())
        while landed.letters or (self.queue and not self._stopped()):
            landed = self._deliver(self._exchange(landed))
        self.queue.clear()

    def _exchange(self, landed: _Wave) -> _Wave:
        """Mark the wave that landed and claim the next one, in one transaction."""
        candidates = [] if self._stopped() else self._candidates()
        now = self.clock()
        lease = now + LEASE
        try:
            with transaction.atomic(durable=True):
                self._mark(landed, now)
                claim = claims.claim(
                    [letter.row.touch for letter in candidates],
                    self.road.slots,
                    on=self.on,
                    lease_until=lease,
                )
        except Exception:
            # What is known of the last wave must not be lost because the next cannot be claimed.
            with transaction.atomic(durable=True):
                self._mark(landed, now)
            raise
        self.tally.skipped(claim.skipped.values())
        self._drop_seen(candidates, claim)
        taken = [letter for letter in candidates if letter.row.touch in claim.taken]
        return _Wave(lease, taken, [claim.taken[letter.row.touch] for letter in taken])

    def _candidates(self) -> list[Letter]:
        """More than a wave, since another sender may hold the first of them."""
        most = min(len(self.queue), WIDER * self.road.slots)
        return sorted(
            (self.queue[index] for index in range(most)), key=lambda letter: letter.row.touch
        )

    def _drop_seen(self, candidates: Sequence[Letter], claim: claims.Claim) -> None:
        """Take from the queue what this claim settled, and what somebody else has."""
        if not candidates:
            return
        whole = len(claim.seen) < self.road.slots
        last = candidates[-1].row.touch if whole else max(claim.seen)
        passed = {letter.row.touch for letter in candidates if letter.row.touch <= last}
        self.passed_over |= bool(passed - claim.seen)
        self.queue = deque(letter for letter in self.queue if letter.row.touch not in passed)

    def _deliver(self, wave: _Wave) -> _Wave:
        """Hand the wave over; outside any transaction."""
        ready, outcomes = {}, {}
        for position, (letter, attempt) in enumerate(zip(wave.letters, wave.attempts, strict=True)):
            try:
                ready[position] = letter.outgoing(attempt)
            except Unwritable as mistake:
                outcomes[position] = refused(str(mistake))
        if ready:
            try:
                answers = self.road.deliver(list(ready.values()), now=self.clock())
            except Exception as error:
                logger.exception("the carrier broke down")
                answers = [unknown(f"the carrier broke down: {error!r}")] * len(ready)
                self.road_is_down = True
            outcomes |= dict(zip(ready, answers, strict=True))
        landings = [
            Landing(letter.row.touch, attempt, outcomes[position])
            for position, (letter, attempt) in enumerate(
                zip(wave.letters, wave.attempts, strict=True)
            )
        ]
        landed = wave._replace(landings=landings)
        self._landed(landed)
        return landed

    def _mark(self, wave: _Wave, now: datetime) -> None:
        log_only = self.road.transport == Transport.LOG
        mark(wave.landings, lease=wave.lease, log_only=log_only, now=now)

    def _landed(self, wave: _Wave) -> None:
        """Take note before anything more is claimed, so that trouble stops the next wave."""
        for letter, landing in zip(wave.letters, wave.landings, strict=True):
            self.tally.landed(letter.row, landing.status)
            if landing.status == Status.PLANNED:
                self.put_off.add(landing.touch)
        if wave.landings and all(landing.outcome.relay_down for landing in wave.landings):
            self.road_is_down = True
            logger.error("the road is down: %s", wave.landings[0].outcome.reason)
        for broken in self.tally.broken():
            self._pause(broken)

    def _pause(self, broken: Broken) -> None:
        """Stop a campaign that fails too often, before it fails for everybody."""
        because = f"{broken.failed} of {broken.tried} mails failed: look at them in the ledger."
        active = Campaign.objects.filter(pk=broken.campaign, state=CampaignState.ACTIVE)
        if active.update(state=CampaignState.PAUSED, paused_because=because):
            logger.error("campaign %s paused: %s", broken.slug, because)
            self.tally.counts["campaigns paused"] += 1
