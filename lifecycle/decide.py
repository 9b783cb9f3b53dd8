"""One account's day: stage, health and health events concluded from facts and yesterday."""

from datetime import date, timedelta
from typing import NamedTuple

from lifecycle.bands import CONCERNING, POOR, RANK
from lifecycle.facts import (
    ADOPTING,
    HEALTH_STAGES,
    NURTURING,
    RENEWING,
    AccountFacts,
    Override,
    State,
    named,
)
from lifecycle.health import Health, assess
from lifecycle.metrics import Metrics, measure, meets, percent
from lifecycle.policy import Policy
from lifecycle.relationships import Relationship, current
from lifecycle.stages import Finding, find

HEALTH_POOR, HEALTH_CONCERNING = "health_poor", "health_concerning"


class HealthEvent(NamedTuple):
    """A band that got worse (confirmed) or stayed bad a month after the renewal (H6).

    `mail` is the campaign the customer gets, empty with the reason in `no_mail` (H7).
    """

    kind: str
    band: str
    before: str
    mail: str
    no_mail: str = ""


class Decision(NamedTuple):
    """What was concluded for one day, and the state that the next day starts from."""

    on: date
    state: State
    before: State
    finding: Finding
    relationship: Relationship | None
    metrics: Metrics
    health: Health
    event: HealthEvent | None
    fell_back: bool

    @property
    def stage_changed(self) -> bool:
        return self.state.stage != self.before.stage


def decide(facts: AccountFacts, before: State, policy: Policy, *, on: date) -> Decision:
    """Conclude the day `on`; the same facts and state always give the same decision."""
    relationship = current(facts.terms, policy, on)
    seats = relationship.seats if relationship else 0
    metrics = measure(facts.figures, seats, policy)
    row = min(before.targets_row + 1, policy.target_days_in_a_row) if meets(metrics, policy) else 0
    finding = find(facts.terms, relationship, row, before.rule_stage, policy, on)
    stage = finding.stage if facts.override is None else _in_force(facts.override, finding, on)
    health = assess(facts, metrics, policy, on)
    confirmed, band, days = _count_day(before, stage, health.band, policy)
    left = left_renewing(before.stage, before.left_renewing_on, stage, on)
    steady = left is None and confirmed == before.confirmed_band
    event = None if steady else _event(before, confirmed, health, left, stage, policy, on)
    number, start, renewal_on = relationship[:3] if relationship else (0, None, None)
    reached = (
        stage,
        finding.stage,
        finding.rule,
        before.stage_since if stage == before.stage and before.rule else on,
        finding.overdue,
        row,
        health.band,
        confirmed,
        band,
        days,
        left,
        on if event and event.mail else before.health_mail_on,
        None if health.score is None else 100 * health.score[0] // health.score[1],
        percent(metrics.utilization),
        percent(metrics.usage),
        number,
        start,
        renewal_on,
        seats,
    )
    state = named(State, reached)
    fell_back = finding.rule == "S6" and before.targets_row > 0 and row == 0
    concluded = (on, state, before, finding, relationship, metrics, health, event, fell_back)
    return named(Decision, concluded)


def _in_force(override: Override, finding: Finding, on: date) -> str:
    return override.stage if override.starts_on <= on < override.ends_on else finding.stage


def _count_day(before: State, stage: str, band: str, policy: Policy) -> tuple[str, str, int]:
    """Confirmed band, band of the row and its days after this day (H4, H5)."""
    if stage not in HEALTH_STAGES:
        return "", "", 0
    if not band:
        return before.confirmed_band, before.row_band, before.row_days
    days = min(before.row_days + 1, policy.band_days) if band == before.row_band else 1
    return (band if days >= policy.band_days else before.confirmed_band), band, days


def left_renewing(before: str, left_on: date | None, stage: str, on: date) -> date | None:
    """The first day in Adopting or Nurturing after Renewing, kept until Renewing comes again."""
    if stage == RENEWING:
        return None
    if before == RENEWING and stage in (ADOPTING, NURTURING):
        return on
    return left_on


def _event(before, confirmed, health, left, stage, policy, on) -> HealthEvent | None:
    if RANK[confirmed] > RANK[before.confirmed_band]:
        kind, band = "worse", confirmed
    elif (
        left is not None
        and stage != RENEWING
        and on == left + timedelta(policy.after_renewal_days)
        and before.confirmed_band in (POOR, CONCERNING)
    ):
        kind, band = "after_renewal", before.confirmed_band
    else:
        return None
    mail, no_mail = _mail(before, health, policy, on)
    return HealthEvent(kind, band, before.confirmed_band, mail, no_mail)


def _mail(before: State, health: Health, policy: Policy, on: date) -> tuple[str, str]:
    """The campaign an event is written about with, or why nothing is written (H7)."""
    if health.utilization is None:
        return "", "no usage data"
    band = policy.ranges["score"].of(*health.utilization)
    if RANK[band] == 0:
        return "", "utilization is healthy"
    last = before.health_mail_on
    if last is not None and (on - last).days <= policy.health_mail_pause_days:
        return "", f"a health mail fell due on {last}"
    return (HEALTH_POOR if band == POOR else HEALTH_CONCERNING), ""
