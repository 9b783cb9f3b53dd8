"""Brings objectives up to date: newest value, the date of its data, and how they stand."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from lifecycle.models import Measure, Objective
from lifecycle.plans import progress
from lifecycle.plans.measures import Figure
from lifecycle.plans.progress import Course, Reading, Tolerance
from lifecycle.policy import Policy

FIELDS = ("value", "value_on", "standing")


def course(objective: Objective) -> Course:
    return Course(
        Fraction(objective.baseline),
        objective.baseline_on,
        Fraction(objective.target),
        objective.due_on,
        objective.direction == "down",
    )


def tolerance(policy: Policy) -> Tolerance:
    return Tolerance(policy.plan_at_risk_behind, policy.plan_off_track_behind)


def measured(objective: Objective, figure: Figure | None, policy: Policy, *, on: date) -> bool:
    """Take over a bound objective's figure, up to its due date; tell whether anything changed."""
    before = [getattr(objective, name) for name in FIELDS]
    if figure is not None and (objective.value_on or figure.on) <= figure.on <= objective.due_on:
        objective.value, objective.value_on = figure
    _stand(objective, policy, on)
    return [getattr(objective, name) for name in FIELDS] != before


def read(objective: Objective, policy: Policy, *, on: date) -> None:
    """Take over the reading that counts of those that were entered by hand (G1)."""
    rows = objective.readings.order_by("on", "pk").values_list("on", "value")
    readings = [Reading(day, Fraction(value)) for day, value in rows]
    found = progress.counted(readings, course(objective))
    objective.value = dict(rows)[found.on] if found else None
    objective.value_on = found.on if found else None
    _stand(objective, policy, on)


def all_of(
    objectives: Iterable[Objective],
    figures: Mapping[int, Figure],
    policy_of: Mapping[int, Policy],
    *,
    on: date,
) -> list[Objective]:
    """Those that a day changed: their figure moved, or their due date passed."""
    changed = []
    for objective in objectives:
        policy = policy_of[objective.plan.account_id]
        figure = figures.get(objective.pk) if objective.measure != Measure.HAND else None
        if measured(objective, figure, policy, on=on):
            changed.append(objective)
    return changed


def _stand(objective: Objective, policy: Policy, on: date) -> None:
    value = objective.value
    reading = None if value is None else Reading(objective.value_on, Fraction(value))
    objective.standing = progress.standing(course(objective), reading, tolerance(policy), on=on)
