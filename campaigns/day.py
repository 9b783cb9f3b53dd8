"""One day of the whole book: decide every account, plan what is due, hand it over."""

import gc
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Min, Q

from accounts.models import Account
from campaigns import catalogue as catalogues
from campaigns import plan
from campaigns.catalogue import Catalogue
from lifecycle import gather, record
from lifecycle.decide import Decision, decide
from lifecycle.facts import NEW, AccountFacts, State
from lifecycle.gather import Programmes
from lifecycle.models import AccountState

BATCH = 5000
_DAY = timedelta(1)
_PATIENCE = 0.2
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Rules:
    """Policies and campaigns as they stand when a day begins."""

    programmes: Programmes
    catalogue: Catalogue

    @classmethod
    def load(cls) -> "Rules":
        """Raises PolicyError or DefinitionError when one cannot be used."""
        return cls(Programmes.load(), catalogues.load())


def run(
    on: date, rules: Rules, *, clock: Callable[[], datetime], progress: Progress | None = None
) -> Counter[str]:
    """Decide the day whole and plan its mail; repeated, interrupted or doubled it is the same.

    Sending is a step of its own, because the cluster sends at nine and `run_day` at once.
    """
    counts = decide_through(on, rules, now=clock(), progress=progress)
    return counts + plan.allocate(on=on)


def decide_through(
    on: date, rules: Rules, *, now: datetime, progress: Progress | None = None
) -> Counter[str]:
    """Decide every account up to the day, in order, and count what came of it.

    Days before the last are caught up for stages and health; mail is decided for the last (R3).
    """
    counts: Counter[str] = Counter()
    while (day := next_day(through=on)) is not None:
        done = decide_day(day, rules, mail=day == on, now=now, progress=progress)
        counts += done
        if not done:
            # Somebody else holds the accounts that are left; the day is whole when they are done.
            time.sleep(_PATIENCE)
    return counts


def next_day(*, through: date) -> date | None:
    """The earliest day not decided yet for some account, or None when all are through."""
    behind = AccountState.objects.filter(
        decided_through__lt=through, account__removed_at__isnull=True
    ).aggregate(day=Min("decided_through"))["day"]
    fresh = (
        Account.objects.current()
        .filter(state__isnull=True, tracked_from__lte=through)
        .aggregate(day=Min("tracked_from"))["day"]
    )
    days = [day for day in (behind and behind + _DAY, fresh) if day]
    return min(days, default=None)


def decide_day(
    on: date,
    rules: Rules,
    *,
    mail: bool,
    now: datetime,
    progress: Progress | None = None,
    until: Callable[[], bool] = lambda: False,
) -> Counter[str]:
    """Decide the day for each account whose next day it is, a batch a transaction.

    Several may run at once: a batch is claimed by locking its accounts. Stops after the batch in
    which `until` turns true.
    """
    counts: Counter[str] = Counter()
    after = 0
    while True:
        with transaction.atomic(), _without_collecting():
            accounts = _claim(on, after)
            if accounts:
                counts += _decide_batch(accounts, on, rules, mail=mail, now=now)
        if not accounts:
            return counts
        after = accounts[-1]
        if progress:
            progress(len(accounts))
        if until():
            return counts


@contextmanager
def _without_collecting() -> Iterator[None]:
    """A batch makes millions of objects and no cycles: looking for some costs half its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _claim(on: date, after: int) -> list[int]:
    """Lock the next accounts whose next day this is, passing over those somebody else has."""
    fresh = Q(state__isnull=True, tracked_from=on)
    return list(
        Account.objects.current()
        .filter(fresh | Q(state__decided_through=on - _DAY), pk__gt=after)
        .order_by("pk")
        .select_for_update(of=("self",), skip_locked=True, no_key=True)
        .values_list("pk", flat=True)[:BATCH]
    )


def _decide_batch(accounts: list[int], on: date, rules: Rules, *, mail: bool, now: datetime) -> int:
    states = gather.states(accounts)
    # Read again under the lock: another runner may have decided them while we waited for it.
    open_ = {pk for pk in accounts if pk not in states or states[pk][0] < on}
    if not open_:
        return Counter()
    mailed = {pk: states[pk][1] for pk in open_ if pk in states}
    earliest = min((day for day in mailed.values() if day), default=on)
    facts = gather.facts(
        open_,
        rules.programmes,
        on=on,
        recent_from=earliest - rules.catalogue.longest_window,
        closed_month=mail and on.day <= 1 + rules.catalogue.month_window.days,
    )
    pairs = conclude(facts, {pk: state[2] for pk, state in states.items()}, rules, on=on)
    counts = record.day(pairs, on=on, mail=mail, now=now)
    if mail:
        counts += plan.day(pairs, mailed, rules.programmes, rules.catalogue, on=on, now=now)
    return counts


def conclude(
    facts: dict[int, AccountFacts], states: dict[int, State], rules: Rules, *, on: date
) -> list[tuple[AccountFacts, Decision]]:
    """Decide each account's day; the one place where facts meet rules."""
    policies = rules.programmes.policies
    return [
        (found, decide(found, states.get(account, NEW), policies[found.programme], on=on))
        for account, found in facts.items()
    ]
