"""The heartbeat's work: a slice of whatever is unhandled, undecided, unplanned or unsent.

What is due stands in the tables, so a slice may come late, twice, at once with another, or be
cut at any line: the next one goes on from what is recorded.
"""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from campaigns import day, plan, posts, send
from campaigns.booking import calendars
from campaigns.day import Rules
from campaigns.digest import plan as digest
from campaigns.help import inbound, overdue
from campaigns.quiet import plan as quiet
from campaigns.recaps import keep as recaps
from campaigns.surveys import after
from campaigns.tracking import handle
from campaigns.what_if import asking as what_if
from lifecycle import heartbeat, lease
from lifecycle.lease import Hold

logger = logging.getLogger("campaigns.tick")

# Each leaves room for the next: a flood of providers' events for deciding, and a long catch-up for
# the mail of nine o'clock.
HANDLING = timedelta(seconds=15)
DECIDING = timedelta(seconds=35)
WHOLE = timedelta(seconds=50)
# What begins by then is over before the lease runs out, however slowly a server answers.
READING = timedelta(seconds=40)
# Longer than anything between two looks at the clock; so long a dead holder blocks the others.
LEASE = timedelta(seconds=75)
RENEWAL = timedelta(seconds=10)

Clock = Callable[[], datetime]
Over = Callable[[], bool]


class HeartbeatError(Exception):
    """What could not be done, in one line; the log has the tracebacks."""


@dataclass
class Slice:
    """The time that is left under the lease; it is over at once when the lease is lost."""

    hold: Hold
    clock: Clock
    began: datetime
    renewed: datetime
    lost: bool = False

    def past(self, box: timedelta) -> bool:
        now = self.clock()
        if not self.lost and now - self.renewed >= RENEWAL:
            self.lost = not lease.renew(self.hold, now=now, lasts=LEASE)
            self.renewed = now
        return self.lost or now - self.began >= box


def beat(*, clock: Clock) -> dict[str, int]:
    """Do one slice of work, unless another process is at it; count what came of it.

    Raises HeartbeatError after everything that could be done was done.
    """
    now = clock()
    hold = lease.take(heartbeat.TICK, now=now, lasts=LEASE)
    if hold is None:
        return {"busy": 1}
    try:
        heartbeat.began(heartbeat.TICK, now=now)
        part = Slice(hold, clock, began=now, renewed=now)
        counts, errors = _work(part, clock)
        if errors:
            raise HeartbeatError("; ".join(map(_told, errors)))
        heartbeat.ended(heartbeat.TICK, now=clock(), counts=counts)
        return dict(counts)
    except BaseException as error:  # the queue's time-out is none of Exception
        known = isinstance(error, HeartbeatError)
        heartbeat.failed(heartbeat.TICK, error=str(error) if known else _told(error))
        raise
    finally:
        lease.release(hold)


def _work(part: Slice, clock: Clock) -> tuple[Counter[str], list[Exception]]:
    """A step that fails keeps no other from being done."""
    steps = [
        # First, so that an address found dead is not written to in the same heartbeat.
        lambda: _events(part, clock),
        lambda: Counter({"mails taken in": inbound.handle_waiting(now=clock())}),
        lambda: overdue.look(now=clock()),
        lambda: _ask_surveys(now=clock()),
        # Before what may take long: somebody waits for these.
        lambda: send.customer_mails(clock=clock, until=lambda: part.past(WHOLE)),
        lambda: decide(timezone.localdate(clock()), clock=clock, over=lambda: part.past(DECIDING)),
        lambda: send.planned(clock=clock, until=lambda: part.past(WHOLE)),
        lambda: Counter({"pictures drawn": recaps.draw_waiting(over=lambda: part.past(WHOLE))}),
        lambda: digest.plan(now=clock()),
        lambda: quiet.plan(now=clock()),
        lambda: send.team_mails(clock=clock, until=lambda: part.past(WHOLE)),
        lambda: posts.plan(now=clock()),
        lambda: send.alert_posts(clock=clock, until=lambda: part.past(WHOLE)),
        # Last: servers elsewhere may keep it waiting.
        lambda: calendars.refresh(clock=clock, until=lambda: part.past(READING)),
        # Last: a question may take what time is left.
        lambda: Counter({"what-ifs": what_if.go_on(now=clock(), until=lambda: part.past(READING))}),
    ]
    counts: Counter[str] = Counter()
    errors = []
    for step in steps:
        try:
            counts += step()
        except Exception as error:
            logger.exception("a step of the heartbeat failed")
            errors.append(error)
    return counts, errors


def _events(part: Slice, clock: Clock) -> Counter[str]:
    handled = handle.handle_waiting(now=clock(), over=lambda: part.past(HANDLING))
    return Counter({"events handled": handled})


def _ask_surveys(*, now: datetime) -> Counter[str]:
    asked = after.ask(on=timezone.localdate(now), now=now)
    return Counter({"surveys asked": asked})


def decide(on: date, *, clock: Clock, over: Over) -> Counter[str]:
    """Decide what is undecided through the day; when that is all, plan the day's mail.

    Days missed are caught up one by one for stages and health, without mail (R3).
    """
    counts: Counter[str] = Counter()
    failed: set[int] = set()
    rules = Rules.load()
    while (next_ := day.next_day(through=on, without=failed)) is not None:
        done = day.decide_day(
            next_, rules, mail=next_ == on, now=clock(), failed=failed, until=over
        )
        counts += done
        # Nothing done: another runner holds what is left, and the next heartbeat will see.
        if over() or not done:
            return counts
    counts += plan.allocate(on=on)
    if failed:
        raise HeartbeatError(f"{len(failed)} accounts could not be decided; the log says why")
    return counts


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
