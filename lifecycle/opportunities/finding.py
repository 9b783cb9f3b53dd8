"""Finds opportunities as days are decided: looks, remembers since when, and writes what is due."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from accounts import timeline
from accounts.models import EntryKind
from lifecycle import gather
from lifecycle.batch import Batch, Pair
from lifecycle.decide import Decision
from lifecycle.facts import AccountFacts
from lifecycle.gather import Programmes
from lifecycle.models import Opportunity, OpportunityEntry, OpportunitySign, OpportunityState
from lifecycle.models.opportunity import LIVE
from lifecycle.opportunities import needs as needing
from lifecycle.opportunities import plan, pricing, rules, words
from lifecycle.opportunities.plan import FIND, PASS, RAISE, Ended, Live, Memory
from lifecycle.opportunities.rules import FEATURE, PRODUCT, Key, Need, Signs
from lifecycle.policy import Policy
from lifecycle.work import assign

Kind = OpportunityEntry.Kind
ROLES = {FEATURE: "ta", rules.VERSION: "ta", rules.SEATS: "ae", PRODUCT: "ae"}


class Due(NamedTuple):
    """What a condition asks to be done for an account today."""

    act: str
    key: Key
    facts: AccountFacts
    decision: Decision
    memory: Memory
    needs: Sequence[Need]

    @property
    def place(self) -> tuple[int, Key]:
        return self.facts.account, self.key


class _Before(NamedTuple):
    """What is written already, by account and then by kind and subject."""

    memories: dict[int, dict[Key, Memory]]
    live: dict[tuple[int, Key], tuple[int, Live]]
    ended: dict[tuple[int, Key], Ended]


def day(pairs: Batch, programmes: Programmes, *, on: date, now: datetime) -> Counter[str]:
    """Find, raise and pass what is due for these accounts (O1 to O7)."""
    if not pairs:
        return Counter()
    accounts = pairs.accounts
    needs = needing.read(accounts, on=on)
    memories = _memories(accounts)
    looked = []
    for pair in pairs:
        account, policy = pair[0].account, programmes.policies[pair[0].programme]
        needed = needs.get(account, ())
        if account in memories or rules.likely(*pair, needed, policy):
            looked.append((pair, rules.signs(*pair, needed, policy), policy))
    if not looked:
        return Counter()
    watched = {pair[0].account for pair, _, _ in looked} | memories.keys()
    before = _Before(memories, *_opportunities(watched))
    changed: list[OpportunitySign] = []
    due: list[Due] = []
    for pair, found, policy in looked:
        due += _due(pair, found, needs, before, policy, changed)
    return _write(due, changed, before, programmes.policies, on=on, now=now)


def _due(
    pair: Pair,
    found: Signs,
    needs: Mapping[int, list[Need]],
    before: _Before,
    policy: Policy,
    changed: list[OpportunitySign],
) -> Iterator[Due]:
    """What the account's conditions ask for; what is to be remembered joins `changed`."""
    facts, decision = pair
    account, on = facts.account, decision.on
    memories = before.memories.get(account, {})
    for key in {**memories, **found.held}:
        memory = memories.get(key)
        if key[0] not in found.unknown:
            after = plan.remember(memory, found.held.get(key), on=on)
            if after != memory:
                changed.append(_sign(account, key, after))
                memory = after
        live = before.live.get((account, key))
        ended = before.ended.get((account, key))
        act = plan.act(key[0], memory, live[1] if live else None, ended, policy, on=on)
        # Of what nothing is known today, nothing new is said.
        if act and (act == PASS or key in found.held):
            yield Due(act, key, facts, decision, memory, needs.get(account, ()))


def _sign(account: int, key: Key, memory: Memory) -> OpportunitySign:
    kind, subject = key
    return OpportunitySign(account_id=account, kind=kind, subject=subject, **memory._asdict())


def _memories(accounts: Collection[int]) -> dict[int, dict[Key, Memory]]:
    rows = (
        OpportunitySign.objects.filter(gather.chosen("account_id", accounts))
        .order_by()
        .values_list("account_id", "kind", "subject", "since", "level", "gone_on")
    )
    found: dict[int, dict[Key, Memory]] = {}
    for account, kind, subject, *memory in rows:
        found.setdefault(account, {})[kind, subject] = Memory(*memory)
    return found


def _opportunities(accounts: Collection[int]):
    """Those that live, with their keys, and the last that ended, by account and condition."""
    rows = (
        Opportunity.objects.filter(gather.chosen("account_id", accounts))
        .order_by("ended_on", "pk")
        .values_list("account_id", "kind", "subject", "state", "pk", "level", "touched", "ended_on")
    )
    live: dict[tuple[int, Key], tuple[int, Live]] = {}
    ended: dict[tuple[int, Key], Ended] = {}
    for account, kind, subject, state, pk, level, touched, ended_on in rows:
        place = (account, (kind, subject))
        if state in LIVE:
            live[place] = (pk, Live(level, touched))
        else:
            ended[place] = Ended(ended_on, state == OpportunityState.LOST)
    return live, ended


def _write(
    due: Sequence[Due],
    changed: Sequence[OpportunitySign],
    before: _Before,
    policies: Mapping[str, Policy],
    *,
    on: date,
    now: datetime,
) -> Counter[str]:
    with transaction.atomic():
        OpportunitySign.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["account", "kind", "subject"],
            update_fields=["level", "since", "gone_on"],
            batch_size=1000,
        )
        if not due:
            return Counter()
        told = {
            one.place: words.tell(
                one.key,
                one.facts,
                one.decision,
                one.needs,
                policies[one.facts.programme],
                since=one.memory.since,
            )
            for one in due
            if one.act != PASS
        }
        counts = Counter(
            {
                "opportunities": _find(_of(due, FIND), told, policies, on=on, now=now),
                "opportunities raised": _raise(_of(due, RAISE), told, before, on=on, now=now),
                "opportunities passed": _pass(_of(due, PASS), before, on=on, now=now),
            }
        )
    return +counts


def _of(due: Sequence[Due], act: str) -> list[Due]:
    return [one for one in due if one.act == act]


def _find(due: Sequence[Due], told, policies, *, on: date, now: datetime) -> int:
    if not due:
        return 0
    routes = assign.owners([(one.facts.account, ROLES[one.key[0]]) for one in due], on=on)
    prices = pricing.prices([one.decision.relationship for one in due], [o.facts for o in due])
    rows = []
    for one in due:
        said, role = told[one.place], ROLES[one.key[0]]
        rows.append(
            Opportunity(
                account_id=one.facts.account,
                kind=one.key[0],
                subject=one.key[1],
                level=one.memory.level,
                title=said.title[:200],
                reason=said.reason,
                evidence=said.evidence,
                owner_id=_holder(routes[one.facts.account, role]),
                owner_role=role,
                expected_arr=pricing.expected(
                    one.key,
                    one.facts,
                    one.decision.relationship,
                    prices.get(one.facts.account),
                    policies[one.facts.programme],
                ),
                opened_on=on,
                created_at=now,
            )
        )
    Opportunity.objects.bulk_create(rows, batch_size=1000)
    _tell([(row, Kind.FOUND, row.reason) for row in rows], "found", on=on, now=now)
    return len(rows)


def _holder(route: assign.Route) -> int | None:
    """It outlives an absence: it is the holder's, and not whoever's covers for them."""
    return route.instead_of or route.owner


def _raise(due: Sequence[Due], told, before: _Before, *, on: date, now: datetime) -> int:
    """To the higher level, in sight again if it was snoozed."""
    rows = _rows(due, before)
    for one, row in rows:
        said = told[one.place]
        row.level, row.title, row.reason = one.memory.level, said.title[:200], said.reason
        row.evidence, row.snoozed_until = said.evidence, None
    fields = ["level", "title", "reason", "evidence", "snoozed_until"]
    Opportunity.objects.bulk_update([row for _, row in rows], fields, batch_size=500)
    _tell([(row, Kind.RAISED, row.reason) for _, row in rows], "raised", on=on, now=now)
    return len(rows)


def _pass(due: Sequence[Due], before: _Before, *, on: date, now: datetime) -> int:
    rows = _rows(due, before)
    for one, row in rows:
        row.state, row.ended_on = OpportunityState.PASSED, on
        row.outcome = f"The reason was gone since {one.memory.gone_on}, and nobody had taken it up."
    fields = ["state", "ended_on", "outcome"]
    Opportunity.objects.bulk_update([row for _, row in rows], fields, batch_size=500)
    _tell([(row, Kind.PASSED, row.outcome) for _, row in rows], "passed", on=on, now=now)
    return len(rows)


def _rows(due: Sequence[Due], before: _Before) -> list[tuple[Due, Opportunity]]:
    """Locked and read again: somebody may have taken one up a moment ago."""
    keys = {before.live[one.place][0]: one for one in due}
    found = Opportunity.objects.filter(pk__in=keys, state__in=LIVE).select_for_update()
    return [(keys[row.pk], row) for row in found if keys[row.pk].act == RAISE or not row.touched]


def _tell(
    rows: Sequence[tuple[Opportunity, str, str]], word: str, *, on: date, now: datetime
) -> None:
    OpportunityEntry.objects.bulk_create(
        [
            OpportunityEntry(opportunity=row, kind=kind, text=text, at=now)
            for row, kind, text in rows
        ],
        batch_size=1000,
    )
    timeline.log_lines(
        [
            timeline.Line(row.account_id, EntryKind.OPPORTUNITY, f"{row.title}: {word}", text)
            for row, _, text in rows
        ],
        on=on,
        now=now,
    )
