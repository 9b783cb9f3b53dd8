"""The one door out: claims planned mails, hands them over and marks what became of each."""

import logging
from collections import Counter, deque
from collections.abc import Callable, Sequence
from datetime import date, datetime
from time import perf_counter
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from campaigns.carriers.carrier import Carrier
from campaigns.carriers.carrier import Wave as FlyingWave
from campaigns.carriers.outcome import Outcome, deferred, refused, unknown
from campaigns.models import Campaign, CampaignState, Status, Transport
from campaigns.recaps import keep as recaps
from campaigns.sending import claims, place, rows
from campaigns.sending.customers import customer_mails
from campaigns.sending.letters import Desk, Letter, Unwritable
from campaigns.sending.marks import Landed, Landing, mark
from campaigns.sending.posts import alert_posts
from campaigns.sending.road import open_road
from campaigns.sending.tally import Broken, Tally
from campaigns.sending.team import team_mails
from campaigns.sending.waiting import WaitingLetters
from campaigns.settle import resend, settle

__all__ = [
    "alert_posts",
    "customer_mails",
    "expire_leases",
    "planned",
    "resend",
    "settle",
    "team_mails",
]

logger = logging.getLogger("campaigns.sending")

# Rows prepared together: many at once cost the least, but nothing is heard or said meanwhile. Where
# each answer takes its time, the preparing has to fit into the waiting.
WINDOW, WINDOW_WHEN_SLOW = 400, 48
# Waves that share the slots. Two are enough to keep the ledger and the carrier at work; where each
# answer takes its time, and a claim is one statement, more and smaller ones keep more on their way.
WAVES, WAVES_WHEN_SLOW = 2, 4
AT_ONCE = 0.002  # seconds of waiting for answers that are not worth doing anything about
# Behind a wave that was waited for come others whose answers have arrived meanwhile: whether the
# carrier is slow is seen in several.
LOOKED_BACK = 8
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
    with transaction.atomic(durable=True):  # a claim inside a larger transaction would be none
        expire_leases(now=clock())
    if not place.opened(now=clock()):
        return Counter()
    road = carrier or open_road()
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


class _Wave(NamedTuple):
    """Mails claimed under one lease, which no other sender shares, and the numbers of attempts."""

    lease: datetime
    letters: Sequence[Letter]
    attempts: Sequence[int]


class _Flight(NamedTuple):
    """A wave under way: `known` are the fates of mails that could not be handed over at all."""

    wave: _Wave
    known: dict[int, Outcome]
    answers: FlyingWave | None


class _Sender:
    """One run: windows of prepared letters, sent in waves that overlap.

    While one wave waits for its answers, the next is claimed and written; together they hold no
    more mails than the carrier has slots, so no more than that are ever in doubt.
    """

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
        self.waiting = WaitingLetters()
        self.flying: deque[_Flight] = deque()
        self.put_off: set[int] = set()  # rows that come round again, but not in this run
        self.ready: _Wave | None = None
        self.waits: deque[float] = deque([0.0], maxlen=LOOKED_BACK)
        self.road_is_down = False

    def run(self) -> Counter[str]:
        try:
            again = True
            while again and not self._stopped():
                self.waiting.passed_over, before = False, self.tally.handled
                self._send_all()
                # Rows that another sender held may be free again, if it died.
                again = self.waiting.passed_over and self.tally.handled > before
        except BaseException:
            self._give_back()
            raise
        finally:
            # Also when something broke: what is known of mails under way must not be lost.
            self._launch()
            while self.flying:
                mark(self._land(), now=self.clock())
        return self.tally.counts

    def _stopped(self) -> bool:
        return self.road_is_down or self.until()

    def _send_all(self) -> None:
        for window in rows.windows(self.planned, self._window):
            fresh = [row for row in window if row.touch not in self.put_off]
            self.waiting.extend(recaps.kept(self.desk.letters(fresh)))
            while self.waiting and not self._stopped():
                self._step()
            self.waiting.clear()
            self._launch()
            if self._stopped():
                return

    def _step(self) -> None:
        """Mark the oldest wave and claim another; while the ledger is at it, the one between
        them takes off, unless answers are slow: then it left at once, not to lose the time.
        """
        full = len(self.flying) >= self._waves or not self._room()
        landed = self._land() if self.flying and full else None
        size = self._room()
        candidates = self.waiting.candidates(size)
        keys = [letter.row.touch for letter in candidates]
        try:
            claim = claims.begin(landed, keys, size, on=self.on, now=self.clock())
            try:
                self._launch()
            finally:
                self.ready = self._claimed(claim(), candidates, size)
        except Exception:  # what is known of the last wave must outlive a claim that fails
            if landed:
                mark(landed, now=self.clock())
            raise
        if not claims.at_once() or self._slow:
            self._launch()

    def _claimed(self, claim: claims.Claim, candidates: list[Letter], size: int) -> _Wave:
        self.tally.skipped(claim.skipped)
        self.waiting.drop(candidates, claim, size)
        taken = [letter for letter in candidates if letter.row.touch in claim.taken]
        return _Wave(claim.lease, taken, [claim.taken[letter.row.touch] for letter in taken])

    def _launch(self) -> None:
        """Let the claimed wave take off."""
        wave, self.ready = self.ready, None
        if wave and wave.letters:
            self.flying.append(self._take_off(wave))

    def _give_back(self) -> None:
        """A wave that was claimed when something broke has not left: it may, later."""
        wave, self.ready = self.ready, None
        if wave and wave.letters:
            reason = deferred("the sender stopped before its turn", relay_down=True)
            landings = [
                Landing(letter.row.touch, attempt, reason)
                for letter, attempt in zip(wave.letters, wave.attempts, strict=True)
            ]
            mark(Landed(wave.lease, False, landings), now=self.clock())

    @property
    def _slow(self) -> bool:
        return max(self.waits) >= AT_ONCE

    def _window(self) -> int:
        return WINDOW_WHEN_SLOW if self._slow else WINDOW

    @property
    def _waves(self) -> int:
        return WAVES_WHEN_SLOW if claims.at_once() and self._slow else WAVES

    def _room(self) -> int:
        """How many mails the next wave may hold."""
        if self._stopped():
            return 0
        slots = self.road.slots
        waves = [flight.wave for flight in self.flying] + ([self.ready] if self.ready else [])
        under_way = sum(len(wave.letters) for wave in waves)
        return max(0, min(slots - under_way, -(-slots // self._waves)))

    def _take_off(self, wave: _Wave) -> _Flight:
        """Write the letters and hand them over; outside any transaction."""
        mails, known = [], {}
        for letter, attempt in zip(wave.letters, wave.attempts, strict=True):
            try:
                mails.append(letter.outgoing(attempt))
            except Unwritable as mistake:
                known[letter.row.touch] = refused(str(mistake))
        try:
            answers = self.road.start(mails, now=self.clock()) if mails else None
        except Exception as error:
            known |= self._breakdown(wave, known, error)
            answers = None
        return _Flight(wave, known, answers)

    def _land(self) -> Landed:
        """Wait for the answers of the oldest wave, and take note of them before any new claim."""
        wave, known, answers = self.flying.popleft()
        touches = [letter.row.touch for letter in wave.letters]
        asked = perf_counter()
        try:
            heard = answers.finish() if answers else []
        except Exception as error:
            known |= self._breakdown(wave, known, error)
        else:
            known |= zip([touch for touch in touches if touch not in known], heard, strict=True)
        self.waits.append(perf_counter() - asked)
        landings = [
            Landing(touch, attempt, known[touch])
            for touch, attempt in zip(touches, wave.attempts, strict=True)
        ]
        self._take_note(wave, landings)
        return Landed(wave.lease, self.road.transport == Transport.LOG, landings)

    def _breakdown(
        self, wave: _Wave, known: dict[int, Outcome], error: Exception
    ) -> dict[int, Outcome]:
        """A carrier that falls over may have handed over anything."""
        logger.exception("the carrier broke down")
        self.road_is_down = True
        doubt = unknown(f"the carrier broke down: {error!r}")
        return {letter.row.touch: doubt for letter in wave.letters if letter.row.touch not in known}

    def _take_note(self, wave: _Wave, landings: Sequence[Landing]) -> None:
        for letter, landing in zip(wave.letters, landings, strict=True):
            self.tally.landed(letter.row, landing.status)
            if landing.status == Status.PLANNED:
                self.put_off.add(landing.touch)
        if all(landing.outcome.relay_down for landing in landings):
            self.road_is_down = True
            logger.error("the road is down: %s", landings[0].outcome.reason)
        for broken in self.tally.broken():
            self._pause(broken)

    def _pause(self, broken: Broken) -> None:
        """Stop a campaign that fails too often, before it fails for everybody."""
        because = f"{broken.failed} of {broken.tried} mails failed: look at them in the ledger."
        active = Campaign.objects.filter(pk=broken.campaign, state=CampaignState.ACTIVE)
        if active.update(state=CampaignState.PAUSED, paused_because=because):
            logger.error("campaign %s paused: %s", broken.slug, because)
            self.tally.counts["campaigns paused"] += 1
