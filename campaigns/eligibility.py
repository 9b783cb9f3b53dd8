"""What becomes of each open occurrence for each recipient on a day, and if nothing, why."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from campaigns import patterns
from campaigns.cadence import Occurrence
from campaigns.windows import is_weekend
from lifecycle.decide import Decision
from lifecycle.facts import PROSPECT, AccountFacts
from lifecycle.policy import Policy

WAITING, DUE, SKIPPED = "waiting", "due", "skipped"
STAGE, OVERDUE, NO_DATA, NO_RECIPIENT, OPTED_OUT, UNDELIVERABLE, BUDGET, PAUSED, WEEKEND, MISSED = (
    "stage",
    "overdue",
    "no_data",
    "no_recipient",
    "opted_out",
    "undeliverable",
    "budget",
    "paused",
    "weekend",
    "missed",
)
# The account shows no more of the pattern that the campaign is for.
PATTERN = "pattern"
# The contact does not want mails about what the campaign is about.
TOPIC = "topic"
# The contact has a meeting to come that the campaign offered (C9).
MEETING_BOOKED = "meeting_booked"


class Recipient(NamedTuple):
    """A contact; `silenced` is why nothing may be written to the address, empty if it may.

    `without` are the topics that the owner of the address does not want, `booked` the campaigns
    whose meeting they have booked, each through the day it ends.
    """

    contact: int
    address: str
    zone: str
    roles: frozenset[str]
    silenced: str = ""
    without: frozenset[str] = frozenset()
    booked: Mapping[str, date] = {}


class Row(NamedTuple):
    """One line of the ledger as the rules see it; `touch` is None until it is written."""

    touch: int | None
    account: int
    relationship: int
    campaign: str
    step: str
    contact: int | None
    address: str
    variant: str
    due_on: date
    closes_on: date
    status: str
    reason: str
    decided_on: date
    zone: str = ""

    @property
    def key(self) -> tuple[int, int, str, str, int | None]:
        return (self.account, self.relationship, self.campaign, self.step, self.contact)


class Day(NamedTuple):
    """What a day did to an account's ledger, and which roles nobody held."""

    rows: list[Row]
    dropped: list[Row]
    missing: list[tuple[str, ...]]


def touches(
    facts: AccountFacts,
    decision: Decision,
    occurrences: Sequence[Occurrence],
    recipients: Sequence[Recipient],
    ledger: Mapping[tuple, Row],
    *,
    policy: Policy,
    paused: frozenset[str],
) -> Day:
    """Try every open occurrence for every recipient again (C1); only what changed is returned."""
    day = Day([], [], [])
    scope = out_of_scope(decision, policy)
    for occurrence in occurrences:
        people = _people(occurrence, recipients)
        if scope:
            reason = scope
        elif occurrence.closes_on < decision.on:
            reason = MISSED
        else:
            reason = closed_gate(facts, decision, occurrence, paused)
        unasked = _unasked(facts, decision, occurrence, reason)
        rows = [_row(facts, decision, occurrence, person, reason) for person in people]
        nobody = _row(facts, decision, occurrence, None, reason)
        if not people and occurrence.only is None:
            rows.append(nobody)
            if nobody.reason == NO_RECIPIENT and not unasked:
                day.missing.append(occurrence.rule.roles)
        elif (placeholder := ledger.get(nobody.key)) and placeholder.status == WAITING:
            day.dropped.append(placeholder)
        for row in rows:
            before = ledger.get(row.key)
            if before is None:
                # Out of scope nothing opens; only rows that are open already learn why.
                if not scope and not unasked:
                    day.rows.append(row)
            elif _reopened(before, decision.on) and _differs(before, row):
                day.rows.append(row._replace(touch=before.touch))
    return day


def _unasked(facts: AccountFacts, decision: Decision, occurrence: Occurrence, reason: str) -> bool:
    """A campaign for a pattern opens only for those who show it, not for the whole book."""
    pattern = occurrence.rule.when
    if pattern is None:
        return False
    return reason == MISSED or not patterns.holds(pattern, facts, decision)


def out_of_scope(decision: Decision, policy: Policy) -> str:
    """Why no campaign concerns the account on the day at all; empty when some may."""
    stage, renewal_on = decision.state.stage, decision.state.renewal_on
    if not stage or stage == PROSPECT or renewal_on is None:
        return STAGE
    past = renewal_on + timedelta(policy.mail_after_renewal_days)
    return OVERDUE if decision.on > past else ""


def closed_gate(
    facts: AccountFacts, decision: Decision, occurrence: Occurrence, paused: frozenset[str]
) -> str:
    """The first condition of the account that does not hold today; empty when all do."""
    rule, on = occurrence.rule, decision.on
    if rule.campaign in paused or (facts.paused_until and on < facts.paused_until):
        return PAUSED
    if decision.state.stage not in rule.stages:
        return STAGE
    if rule.due == "first_ping" and not occurrence.variant:
        return NO_DATA
    if rule.needs == "metrics" and None in decision.metrics:
        return NO_DATA
    if rule.needs == "closed_month_pings" and facts.closed_month_pings < rule.minimum_pings:
        return NO_DATA
    if rule.when and not patterns.holds(rule.when, facts, decision):
        return PATTERN
    return WEEKEND if is_weekend(on) else ""


def _people(occurrence: Occurrence, recipients: Sequence[Recipient]) -> list[Recipient]:
    if occurrence.only is not None:
        return [person for person in recipients if person.contact in occurrence.only]
    wanted = occurrence.rule.roles
    return [person for person in recipients if not person.roles.isdisjoint(wanted)]


def _row(facts, decision, occurrence, person: Recipient | None, reason: str) -> Row:
    """The row of a person, or of nobody; a weekend is only the reason when there is no other."""
    if reason in ("", WEEKEND):
        if person is None:
            reason = NO_RECIPIENT
        elif person.silenced:
            reason = OPTED_OUT if person.silenced == OPTED_OUT else UNDELIVERABLE
        elif occurrence.rule.topic in person.without:
            reason = TOPIC
        elif person.booked.get(occurrence.rule.campaign, date.min) >= decision.on:
            reason = MEETING_BOOKED
    return Row(
        None,
        facts.account,
        decision.relationship.number,
        occurrence.rule.campaign,
        occurrence.step,
        person.contact if person else None,
        person.address if person else "",
        occurrence.variant,
        occurrence.due_on,
        occurrence.closes_on,
        _STATUS.get(reason, WAITING),
        reason,
        decision.on,
        (person.zone if person else "") or facts.zone,
    )


_STATUS = {"": DUE, MISSED: SKIPPED}


def _reopened(before: Row, on: date) -> bool:
    """Open rows are tried again; so is one skipped at the end of a window that has moved (C6)."""
    if before.status == SKIPPED:
        return before.closes_on < on
    return before.status == WAITING or (before.status == DUE and before.decided_on < on)


def _differs(before: Row, row: Row) -> bool:
    """Whether trying again says anything new; a later day alone does not."""
    if before.status == SKIPPED and row.closes_on <= before.closes_on:
        return False
    if row.status == DUE:
        return True
    return before._replace(touch=None, decided_on=row.decided_on, zone=row.zone) != row
