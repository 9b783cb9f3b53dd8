"""What the days to come would decide and send, by the code that runs them, writing nothing."""

from collections import ChainMap, Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from accounts.models import Account, Contact
from campaigns import budget, ledger, trial
from campaigns.cadence import HealthMail
from campaigns.day import Rules, conclude
from campaigns.eligibility import BUDGET, DUE, MISSED, SKIPPED, WAITING, Row
from campaigns.models.touch import OPEN
from lifecycle import gather
from lifecycle.decide import Decision
from lifecycle.facts import AccountFacts, Figures, State
from lifecycle.playbooks import catalogue as catalogues
from lifecycle.playbooks import opening
from lifecycle.playbooks.catalogue import Catalogue
from lifecycle.playbooks.moments import Event
from lifecycle.playbooks.opening import Opening

SENT = "sent"
_DAY = timedelta(1)
_FULL_MONTH = 31


class Forecast(NamedTuple):
    """One day to come: what the rules conclude, which touches end and which playbooks open."""

    on: date
    pairs: list[tuple[AccountFacts, Decision]]
    touches: list[Row]
    playbooks: list[Opening]


@dataclass(slots=True)
class _World:
    """The book as it would stand: what the tables hold, overlaid by what was foreseen."""

    next_days: dict[int, date]
    states: dict[int, State]
    mailed: dict[int, date | None]
    open: dict[tuple, Row]
    playbooks: Catalogue
    runs: set[opening.Key]
    events: dict[int, list[Event]]
    ended: dict[tuple, Row | None] = field(default_factory=dict)
    mails: dict[int, list[HealthMail]] = field(default_factory=dict)
    spent: dict[date, Counter[str]] = field(default_factory=dict)

    def put(self, row: Row) -> None:
        """Open rows are looked through every day, so they are kept apart."""
        if row.status in OPEN:
            self.open[row.key] = row
        else:
            self.open.pop(row.key, None)
            self.ended[row.key] = row

    def drop(self, row: Row) -> None:
        self.open.pop(row.key, None)
        self.ended[row.key] = None


def forecast(
    rules: Rules,
    *,
    first: date,
    through: date,
    accounts: Collection[int] | None = None,
    steady: bool = True,
    progress: Callable[[int], None] = lambda done: None,
) -> Iterator[Forecast]:
    """Yield each day from the first through the last, as `run_day` would make them (R4).

    Accounts already decided for a day stay as they are. `steady` keeps each account's metrics as
    they are on the first day; without it no further pings are assumed but those in the tables.
    With `accounts`, whoever shares an address with them is decided too, for the budget's sake,
    and left out of what is yielded.
    """
    involved = _involved(accounts)
    world = _world(involved, through)
    frozen: dict[int, Figures] | None = {} if steady else None
    people = ledger.recipients(set(world.next_days))
    day = min(world.next_days.values(), default=through + _DAY)
    while day <= through:
        pairs = _decide(world, rules, day, mail=day >= first, frozen=frozen, first=first)
        ended = _touches(world, rules, pairs, people, day) if day >= first else []
        opened = _playbooks(world, rules, pairs) if day >= first else []
        for facts, decision in pairs:
            _move_on(world, facts, decision, mail=day >= first)
        if day >= first:
            yield _only(Forecast(day, pairs, ended, opened), accounts)
        progress(len(pairs))
        day += _DAY


def _involved(accounts: Collection[int] | None) -> set[int]:
    """The accounts, and all that share an address with them, however many steps away."""
    if accounts is None:
        return set(Account.objects.current().values_list("pk", flat=True))
    found, fresh = set(accounts), set(accounts)
    while fresh:
        addresses = Contact.objects.current().filter(account_id__in=fresh).values("email")
        sharing = Contact.objects.current().filter(
            email__in=addresses, account__removed_at__isnull=True
        )
        fresh = set(sharing.values_list("account_id", flat=True)) - found
        found |= fresh
    return found


def _world(accounts: set[int], through: date) -> _World:
    playbooks = catalogues.load()
    if not accounts:
        return _World({}, {}, {}, {}, playbooks, set(), {})
    states = gather.states(accounts)
    tracked = Account.objects.filter(gather.chosen("pk", accounts)).values_list(
        "pk", "tracked_from"
    )
    next_days = {
        pk: states[pk][0] + _DAY if pk in states else tracked_from
        for pk, tracked_from in tracked
        if pk in accounts
    }
    first = min(next_days.values())
    return _World(
        next_days={pk: day for pk, day in next_days.items() if day <= through},
        states={pk: state for pk, (_, _, state) in states.items()},
        mailed={pk: mailed for pk, (_, mailed, _) in states.items()},
        open={row.key: row for row in ledger.open_rows(accounts)},
        playbooks=playbooks,
        runs=opening.recorded(accounts, playbooks),
        events=opening.health_events(accounts, playbooks, since=first, before=through),
    )


def _decide(world: _World, rules: Rules, day: date, *, mail, frozen, first):
    accounts = {pk for pk, next_day in world.next_days.items() if next_day == day}
    earliest = min((world.mailed.get(pk) or day for pk in accounts), default=day)
    facts = gather.facts(
        accounts,
        rules.programmes,
        on=day,
        recent_from=earliest - rules.first_uses,
        closed_month=mail and day.day <= 1 + rules.catalogue.month_window.days,
    )
    if frozen is not None and day >= first:
        facts = {pk: _steady(found, frozen, rules) for pk, found in facts.items()}
    return conclude(facts, world.states, rules, on=day)


def _steady(facts: AccountFacts, frozen: dict[int, Figures], rules: Rules) -> AccountFacts:
    """The account with its metrics of the first day; pings that go on also fill the months."""
    figures = frozen.setdefault(facts.account, facts.figures)
    minimum = rules.programmes.policies[facts.programme].usage_minimum_pings
    going_on = figures.mau is not None and figures.dau_days >= minimum
    month = _FULL_MONTH if going_on else facts.closed_month_pings
    return facts._replace(figures=figures, closed_month_pings=month)


def _touches(world: _World, rules: Rules, pairs, people, day: date) -> list[Row]:
    """Close, try and allocate as the day would; return the rows that end on it."""
    catalogue = rules.catalogue
    accounts = {facts.account for facts, _ in pairs}
    if not accounts:
        return []
    ended = _close(world, accounts, day)
    mails = ledger.health_mails(accounts, catalogue, on=day)
    for account, foreseen in world.mails.items():
        if account in accounts:
            mails[account] = [*mails.get(account, ()), *foreseen]
    calls = ledger.calls(accounts, catalogue, on=day)
    cadences = catalogue.cadences
    found = trial.open_occurrences(pairs, world.mailed, mails, cadences, calls, on=day)
    if found:
        written = ledger.rows(
            {opened.facts.account for opened in found}, catalogue, trial.keys(found)
        )
        rows = ChainMap(world.open, world.ended, written)
        for done in trial.tried(found, people, rows, rules.programmes.policies, catalogue.paused):
            for row in done.dropped:
                world.drop(row)
            for row in done.rows:
                world.put(row)
            ended += [row for row in done.rows if row.status == SKIPPED]
    return ended + _allocate(world, rules, pairs, day)


def _playbooks(world: _World, rules: Rules, pairs) -> list[Opening]:
    """Open what is due and has no run yet, as the day would."""
    found = opening.openings(pairs, world.events, world.playbooks, rules.programmes.policies)
    new = [opened for opened in found if opened.key not in world.runs]
    world.runs.update(opened.key for opened in new)
    return new


def _close(world: _World, accounts: set[int], day: date) -> list[Row]:
    past = [row for row in world.open.values() if row.closes_on < day and row.account in accounts]
    ended = [row._replace(status=SKIPPED, reason=row.reason or MISSED) for row in past]
    for row in ended:
        world.put(row)
    return ended


def _allocate(world: _World, rules: Rules, pairs, day: date) -> list[Row]:
    """Send what is due within each address's budget, and hold back the rest (C4)."""
    keys = {facts.account: facts.key for facts, _ in pairs}
    due = [row for row in world.open.values() if row.status == DUE and row.decided_on == day]
    spent = Counter(ledger.spent({row.address for row in due}, on=day))
    for earlier in range(budget.DAYS):
        spent.update(world.spent.get(day - timedelta(earlier), {}))
    granted = budget.within(
        (
            budget.Candidate(
                rules.catalogue.priorities[row.campaign],
                row.due_on,
                row.campaign,
                row.step,
                keys[row.account],
                row.address,
                row.key,
            )
            for row in due
        ),
        spent,
    )
    sent = []
    for row in due:
        if row.key in granted:
            sent.append(row._replace(status=SENT))
            world.put(sent[-1])
        else:
            world.put(row._replace(status=WAITING, reason=BUDGET))
    world.spent[day] = Counter(row.address for row in sent)
    return sent


def _move_on(world: _World, facts: AccountFacts, decision: Decision, *, mail: bool) -> None:
    account = facts.account
    world.states[account] = decision.state
    world.next_days[account] = decision.on + _DAY
    if mail:
        world.mailed[account] = decision.on
    if event := decision.event:
        world.events.setdefault(account, []).append(Event(decision.on, event.band))
        if event.mail:
            world.mails.setdefault(account, []).append(HealthMail(decision.on, event.mail))


def _only(found: Forecast, accounts: Collection[int] | None) -> Forecast:
    if accounts is None:
        return found
    return Forecast(
        found.on,
        [pair for pair in found.pairs if pair[0].account in accounts],
        [row for row in found.touches if row.account in accounts],
        [opened for opened in found.playbooks if opened.facts.account in accounts],
    )
