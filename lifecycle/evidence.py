"""The reasons behind a decision, in words and in plain data."""

from datetime import date, timedelta
from typing import Any

from lifecycle.decide import Decision
from lifecycle.facts import (
    ADOPTING,
    NURTURING,
    ONBOARDING,
    PROSPECT,
    RENEWING,
    AccountFacts,
)
from lifecycle.health import INDICATORS
from lifecycle.metrics import percent
from lifecycle.policy import CATEGORIES, Policy
from lifecycle.relationships import first_start
from lifecycle.stages import renewing_from

Inputs = dict[str, Any]


def inputs(facts: AccountFacts, decision: Decision) -> Inputs:
    """What the stage rule looked at, JSON-ready, with the date of the usage data."""
    figures, relationship = facts.figures, decision.relationship
    found: Inputs = {
        "programme": facts.programme,
        "first_start": _iso(first_start(facts.terms)),
        "mau": figures.mau,
        "mau_on": _iso(figures.mau_on),
        "dau_total": figures.dau_total,
        "dau_days": figures.dau_days,
        "utilization": percent(decision.metrics.utilization),
        "usage": percent(decision.metrics.usage),
        "stage_yesterday": decision.before.rule_stage,
    }
    if relationship:
        found |= {
            "relationship": relationship.number,
            "relationship_start": relationship.start.isoformat(),
            "relationship_day": (decision.on - relationship.start).days,
            "renewal_on": relationship.renewal_on.isoformat(),
            "seats": relationship.seats,
            "products": sorted(relationship.products),
            "churned_on": _iso(relationship.in_force.churned_on),
        }
    if facts.override and decision.state.stage != decision.finding.stage:
        found["override"] = {
            "owner": facts.override.owner,
            "reason": facts.override.reason,
            "until": facts.override.ends_on.isoformat(),
        }
    return found


def health(facts: AccountFacts, decision: Decision) -> Inputs:
    """Score, band and every indicator with its value, grade and the date of its data."""
    score, utilization = decision.health.score, decision.health.utilization
    return {
        "score": _points(score),
        "band": decision.health.band,
        "utilization_category": _points(utilization),
        "indicators": indicators(facts, decision),
    }


def indicators(facts: AccountFacts, decision: Decision) -> list[Inputs]:
    """One entry per indicator, in the order of the policy; an empty grade is unknown."""
    category_of = {name: category for category, names in CATEGORIES.items() for name in names}
    values = _values(facts, decision)
    return [
        {
            "category": category_of[name],
            "indicator": name,
            "value": values[name][0],
            "grade": grade,
            "data_on": _iso(values[name][1]),
        }
        for name, grade in zip(INDICATORS, decision.health.grades, strict=True)
    ]


def _values(facts: AccountFacts, decision: Decision) -> dict[str, tuple[str, date | None]]:
    signals, figures, metrics = facts.signals, facts.figures, decision.metrics
    active = signals.last_activity_on
    return {
        "usage": (_percent(metrics.usage), figures.mau_on),
        "utilization": (_percent(metrics.utilization), figures.mau_on),
        "champion": ("can be written to" if facts.champion else "nobody to write to", None),
        "buyer": ("can be written to" if facts.buyer else "nobody to write to", None),
        "activity": (
            f"{max((decision.on - active).days, 0)} days ago" if active else "none logged",
            active,
        ),
        "defect_tickets": (_count(signals.defect_tickets), signals.on),
        "help_tickets": (_count(signals.help_tickets), signals.on),
        "versions_behind": (_count(signals.versions_behind), signals.on),
        "code_intel": (signals.code_intel or "unknown", signals.on),
        "ta_sentiment": (signals.ta_sentiment or "unknown", signals.on),
    }


def why(decision: Decision, policy: Policy) -> str:
    """One sentence saying which rule gave the stage, and from what."""
    relationship, on = decision.relationship, decision.on
    rule = decision.finding.rule
    if relationship is None:
        return {
            "S2": f"No term has begun and the first start is more than {policy.prospect_days} "
            "days away (S2).",
            "S3": f"No term has begun and the first start is at most {policy.prospect_days} "
            "days away or past (S3).",
        }[rule]
    day = (on - relationship.start).days
    metrics = decision.metrics
    figures = f"utilization {_percent(metrics.utilization)}, usage {_percent(metrics.usage)}"
    targets = _targets(policy)
    return {
        "S1": f"The last term churned on {relationship.in_force.churned_on} (S1).",
        "S4": f"Day {day} of the relationship, under {policy.onboarding_days} (S4).",
        "S5": f"The renewal is on {relationship.renewal_on}; Renewing runs from "
        f"{renewing_from(relationship, policy)}{', overdue' if decision.finding.overdue else ''} "
        "(S5).",
        "S6": f"It was Nurturing the day before and stays so: {figures} (S6).",
        "S7": f"Both targets are met, {targets}: {figures} (S7).",
        "S8": f"Day {day}, and the targets, {targets}, are not both met: {figures} (S8).",
    }[rule]


def outlook(facts: AccountFacts, decision: Decision, policy: Policy) -> list[str]:
    """What would change the stage: the days to come and the distance to the targets."""
    relationship, stage = decision.relationship, decision.finding.stage
    if relationship is None:
        return _outlook_before(facts, decision, policy)
    if not stage:
        return ["A new term, signed and known, makes it a Prospect again 45 days before its start."]
    said = []
    renewing = renewing_from(relationship, policy)
    if stage == PROSPECT:
        said.append("The next term begins, which starts a new relationship in Onboarding.")
    if stage == ONBOARDING:
        ends = relationship.start + timedelta(policy.onboarding_days)
        after = "Renewing" if ends >= renewing else "Adopting or Nurturing"
        said.append(f"{after} from {ends}, when day {policy.onboarding_days} is reached.")
    if stage == ADOPTING:
        said += _distance(facts, decision, policy)
    if stage in (ADOPTING, NURTURING):
        said.append(f"Renewing from {renewing}, for the renewal on {relationship.renewal_on}.")
    if stage == RENEWING:
        said.append(
            "A signed next term takes it to Adopting or Nurturing; a churn date ends it. "
            f"The renewal is {'overdue since' if decision.finding.overdue else 'on'} "
            f"{relationship.renewal_on}."
        )
    return said


def _outlook_before(facts: AccountFacts, decision: Decision, policy: Policy) -> list[str]:
    start = first_start(facts.terms)
    if start is None:
        return ["A contract term with a start date."]
    if decision.finding.stage != PROSPECT:
        return [f"Prospect from {start - timedelta(policy.prospect_days)}, for the start {start}."]
    begins = min(max(term.start, term.signed_on) for term in facts.terms if not term.add_on)
    return [f"Onboarding from {begins}, when the first term has begun and is signed."]


def _distance(facts: AccountFacts, decision: Decision, policy: Policy) -> list[str]:
    """How many more people reach the targets of S7."""
    relationship, metrics, figures = decision.relationship, decision.metrics, facts.figures
    said = []
    if figures.mau is None:
        return [f"Utilization and usage are unknown: no ping in the last {policy.mau_days} days."]
    if metrics.utilization is None:
        said.append("Utilization is unknown: no seats are in force.")
    else:
        mau, seats = metrics.utilization
        short = _needed(policy.target_utilization, seats, policy) - mau
        if short > 0:
            said.append(f"Nurturing needs {short} more monthly users: {mau} of {seats} seats now.")
    if metrics.usage is None:
        said.append(
            f"Usage is unknown: {figures.dau_days} of the {policy.usage_minimum_pings} pings "
            f"it needs in {policy.usage_days} days."
        )
    elif figures.mau:
        short = _needed(policy.target_usage, figures.dau_days * figures.mau, policy)
        short -= figures.dau_total
        if short > 0:
            mean = -(-10 * short // figures.dau_days)
            said.append(
                f"Nurturing needs {mean // 10}.{mean % 10} more daily users on average, "
                f"for {figures.mau} monthly ones."
            )
    if relationship and not said:
        said.append(f"Both targets hold; {policy.target_days_in_a_row} days in a row are needed.")
    return said


def _needed(target: int, whole: int, policy: Policy) -> int:
    """The least count that reaches, or surpasses, the target percentage of the whole."""
    return target * whole // 100 + 1 if policy.surpass_targets else -(-target * whole // 100)


def _targets(policy: Policy) -> str:
    sign = "above" if policy.surpass_targets else "at least"
    return f"{sign} {policy.target_utilization} % and {policy.target_usage} %"


def _percent(fraction: tuple[int, int] | None) -> str:
    """Two decimals cut off, never rounded up to a target that is not reached."""
    if fraction is None:
        return "unknown"
    hundredths = 10000 * fraction[0] // fraction[1]
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d} %" if rest else f"{whole} %"


def _points(fraction: tuple[int, int] | None) -> str:
    if fraction is None:
        return "unknown"
    whole, rest = divmod(100 * fraction[0] // fraction[1], 100)
    return f"{whole}.{rest:02d}"


def _count(number: int | None) -> str:
    return "unknown" if number is None else str(number)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
