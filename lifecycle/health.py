"""The health score of an account and the grade of each indicator, by rules H1 and H2."""

from datetime import date
from typing import NamedTuple

from lifecycle.bands import CONCERNING, HEALTHY, POOR
from lifecycle.facts import AccountFacts
from lifecycle.metrics import Metrics
from lifecycle.policy import CATEGORIES, Policy

POINTS = {HEALTHY: 10, CONCERNING: 5, POOR: 0}
INDICATORS = tuple(name for names in CATEGORIES.values() for name in names)
# Category means have at most four parts, so twelfths hold every one of them exactly.
_PARTS = 12


class Health(NamedTuple):
    """Grades stand in the order of INDICATORS, empty when unknown.

    `score` and `utilization` (its category) are fractions from 0 to 10; None is unknown.
    """

    grades: tuple[str, ...]
    score: tuple[int, int] | None
    utilization: tuple[int, int] | None
    band: str


def assess(facts: AccountFacts, metrics: Metrics, policy: Policy, on: date) -> Health:
    """Grade every known indicator and weigh the categories that have one."""
    grades = _grades(facts, metrics, policy, on)
    health = policy.weighed.get(grades)
    if health is None:
        health = policy.weighed[grades] = _weigh(grades, policy)
    return health


def _weigh(grades: tuple[str, ...], policy: Policy) -> Health:
    total = weight_total = first = 0
    utilization = None
    for names, weight in zip(CATEGORIES.values(), policy.weights, strict=True):
        points = [POINTS[grade] for grade in grades[first : first + len(names)] if grade]
        if points:
            mean = sum(points) * (_PARTS // len(points))
            total += weight * mean
            weight_total += weight
            if first == 0:
                utilization = (mean, _PARTS)
        first += len(names)
    score = (total, weight_total * _PARTS) if weight_total else None
    # H2: without usage and utilization there is no band, however much else is known.
    band = policy.ranges["score"].of(*score) if score and utilization else ""
    return Health(grades, score, utilization, band)


def _grades(facts: AccountFacts, metrics: Metrics, policy: Policy, on: date) -> tuple[str, ...]:
    ranges, signals = policy.ranges, facts.signals
    utilization, usage = metrics
    active = signals.last_activity_on
    tickets, helped, behind = signals.defect_tickets, signals.help_tickets, signals.versions_behind
    return (
        ranges["usage"].of(100 * usage[0], usage[1]) if usage else "",
        ranges["utilization"].of(100 * utilization[0], utilization[1]) if utilization else "",
        HEALTHY if facts.champion else POOR,
        HEALTHY if facts.buyer else POOR,
        ranges["activity"].of(max((on - active).days, 0)) if active else "",
        "" if tickets is None else ranges["defect_tickets"].of(tickets),
        "" if helped is None else ranges["help_tickets"].of(helped),
        "" if behind is None else ranges["versions_behind"].of(behind),
        _CODE_INTEL[signals.code_intel],
        signals.ta_sentiment,
    )


_CODE_INTEL = {"active": HEALTHY, "inactive": POOR, "": ""}
