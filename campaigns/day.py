"""One day of the whole book: decide every account, plan what is due, hand it over."""

import gc
import logging
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Min, Q

from accounts import bulk
from accounts.models import Account
from campaigns import catalogue as catalogues
from campaigns import plan
from campaigns.catalogue import Catalogue
from lifecycle import gather, record
from lifecycle.batch import Batch
from lifecycle.decide import decide
from lifecycle.facts import NEW, AccountFacts, State
from lifecycle.gather import Programmes
from lifecycle.playbooks.definitions import FIRST_USES
from lifecycle.work import assign
from lifecycle.work import day as work

logger = logging.getLogger("campaigns.day")

BATCH = 25_000
_DAY = timedelta(1)
_PATIENCE = 0.2
_NARROWER = 8  # how much smaller a batch is tried when it fails, to find the account to blame
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

    @property
    def first_uses(self) -> timedelta:
        """How long ago a first use may still cause a mail or open a playbook."""
        return max(self.catalogue.longest_window, FIRST_USES)


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
    failed: set[int] = set()
    while (day := next_day(through=on, without=failed)) is not None:
        done = decide_day(day, rules, mail=day == on, now=now, failed=failed, progress=progress)
        counts += done
        if not done:
            _wait_for_others(day, failed)
    return counts


def _wait_for_others(on: date, failed: set[int]) -> None:
    """Somebody else holds the accounts that are left; the day is whole when they are done."""
    with transaction.atomic():
        waited = _claim(on, 0, 1, failed, wait=True)
    if not waited:
        time.sleep(_PATIENCE)


def next_day(*, through: date, without: Collection[int] = ()) -> date | None:
    """The earliest day not decided yet for some account, or None when all are through."""
    accounts = Account.objects.current()
    if without:
        accounts = accounts.exclude(pk__among=without)
    fresh = Q(state__isnull=True, tracked_from__lte=through)
    found = accounts.filter(fresh | Q(state__decided_through__lt=through)).aggregate(
        behind=Min("state__decided_through"), fresh=Min("tracked_from", filter=fresh)
    )
    behind = found["behind"]
    days = [day for day in (behind and behind + _DAY, found["fresh"]) if day]
    return min(days, default=None)


@assign.one_count()
def decide_day(
    on: date,
    rules: Rules,
    *,
    mail: bool,
    now: datetime,
    failed: set[int],
    progress: Progress | None = None,
    until: Callable[[], bool] = lambda: False,
) -> Counter[str]:
    """Decide the day for each account whose next day it is, a batch a transaction.

    Several may run at once: a batch locks its accounts. One that cannot be decided is added to
    `failed` and left for the next run. Stops after the batch in which `until` turns true.
    """
    counts: Counter[str] = Counter()
    after, size = 0, BATCH
    while True:
        accounts: list[int] = []
        try:
            with transaction.atomic(), _without_collecting():
                accounts = _claim(on, after, size, failed)
                if accounts:
                    counts += _decide_batch(accounts, on, rules, mail=mail, now=now)
        except Exception as error:  # whatever one account holds, the others are decided
            if not accounts or isinstance(error, OperationalError | InterfaceError):
                raise
            if len(accounts) > 1:
                size = max(len(accounts) // _NARROWER, 1)
                continue
            logger.exception("account %s could not be decided for %s", accounts[0], on)
            failed.update(accounts)
            counts["failed"] += 1
        if not accounts:
            return counts
        after, size = accounts[-1], min(size * _NARROWER, BATCH)
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


def _claim(on: date, after: int, size: int, failed: set[int], *, wait: bool = False) -> list[int]:
    """Lock the next accounts whose next day this is, passing over those somebody else has, or
    waiting for them."""
    fresh = Q(state__isnull=True, tracked_from=on)
    accounts = Account.objects.current().filter(
        fresh | Q(state__decided_through=on - _DAY), pk__gt=after
    )
    if failed:
        accounts = accounts.exclude(pk__among=failed)
    claimed = accounts.order_by("pk").select_for_update(
        of=("self",), skip_locked=not wait, no_key=True
    )
    return [pk for (pk,) in bulk.read(claimed.values_list("pk")[:size])]


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
        recent_from=earliest - rules.first_uses,
        closed_month=mail and on.day <= 1 + rules.catalogue.month_window.days,
    )
    pairs = conclude(facts, {pk: state[2] for pk, state in states.items()}, rules, on=on)
    policies = rules.programmes.policies
    counts = record.day(pairs, on=on, mail=mail, now=now, policies=policies)
    if mail:
        counts += plan.day(pairs, mailed, rules.programmes, rules.catalogue, on=on, now=now)
        counts += work.day(pairs, rules.programmes, on=on, now=now)
    return counts


def conclude(
    facts: dict[int, AccountFacts], states: dict[int, State], rules: Rules, *, on: date
) -> Batch:
    """Decide each account's day; the one place where facts meet rules."""
    policies = rules.programmes.policies
    return Batch(
        (found, decide(found, states.get(account, NEW), policies[found.programme], on=on))
        for account, found in facts.items()
    )
