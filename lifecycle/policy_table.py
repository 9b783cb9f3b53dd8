"""The whole effective policy of a programme as a table that people can read."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from lifecycle import bands, policy
from lifecycle.policy import Policy

_TOPICS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "Stages": (
        ("prospect_days", "Prospect before the first start", "days"),
        ("onboarding_days", "Onboarding lasts", "days"),
        ("renewing_days", "Renewing before the renewal", "days"),
        ("relationship_gap_days", "A longer gap begins a new relationship", "days"),
    ),
    "Targets of Nurturing": (
        ("target_utilization", "Utilization target", "%"),
        ("target_usage", "Usage target", "%"),
        ("surpass_targets", "Targets have to be surpassed, not only reached", ""),
        ("target_days_in_a_row", "Held in a row", "days"),
    ),
    "Measuring": (
        ("mau_days", "Newest monthly users not older than", "days"),
        ("usage_days", "Daily users averaged over", "days"),
        ("usage_minimum_pings", "Pings needed for the average", ""),
    ),
    "Health": (
        ("weight_utilization", "Weight of utilization", ""),
        ("weight_relationship", "Weight of the relationship", ""),
        ("weight_technical", "Weight of technical signals", ""),
        ("weight_sentiment", "Weight of sentiment", ""),
        ("band_days", "A band is confirmed after", "days"),
        ("after_renewal_days", "Looked at again after the renewal", "days"),
    ),
    "Alerts": (
        ("seats_nearly_full", "Seats are nearly full at", "%"),
        ("seats_full", "Seats are full at", "%"),
        ("onboarding_goal", "Utilization to reach in Onboarding", "%"),
        ("onboarding_goal_day", "Looked at first on day", ""),
        ("onboarding_goal_last_day", "Looked at again on day", ""),
        ("onboarding_goal_until_day", "Not any more from day", ""),
        ("not_deployed_days", "Not deployed without any report after", "days"),
        ("no_contact_days", "No contact with the customer for", "days"),
        ("stale_data_days", "No usage report for more than", "days"),
        ("overdue_task_days", "A task is overdue for more than", "days"),
        ("usage_down_percent", "Usage fell, each of two months, by at least", "%"),
        ("usage_down_pings", "Reports a month needed to say so", ""),
        ("red_score", "Health is red at a score of or below", ""),
        ("alert_again_days", "The same is a new alert again after", "days"),
    ),
    "Renewals": (
        ("rated_within_days", "An assessment is rated within", "days"),
        ("renewal_moved_days", "Same renewal while its date moves by at most", "days"),
        ("yellow_reasons_for_red", "Yellow reasons that suggest red", ""),
        ("yellow_gets", "A yellow rating leads to", ""),
        ("case_update_days", "A case is updated every", "days"),
        ("case_sync_days", "Cases are gone through together every", "days"),
        ("case_plan_days", "The plan of a case is written within", "days"),
        ("retro_arr", "A retro for churn of more ARR than", ""),
        ("retro_days", "The retro is written within", "days"),
    ),
    "Success plans": (
        ("plan_sync_days", "A sync at least every (0: no plan is expected)", "days"),
        ("plan_at_risk_behind", "At risk when behind its path by more than", "%"),
        ("plan_off_track_behind", "Off track when behind its path by more than", "%"),
    ),
    "Mails": (
        ("health_mail_pause_days", "Pause between health mails", "days"),
        ("mail_after_renewal_days", "Written to after the renewal date, at most", "days"),
    ),
    "Surveys": (
        ("survey_gap_days", "Nobody is asked again within", "days"),
        ("survey_open_days", "A survey can be answered for", "days"),
        ("survey_low_score", "Low on a scale of 0 to 10, at or below", ""),
        ("survey_low_rating", "Low on a scale of 1 to 5, at or below", ""),
        ("survey_answer_hours", "A low score or a wish for help is answered within", "hours"),
        ("survey_after_days", "Asked about a training or meeting within (0: never)", "days"),
    ),
    "Help requests": (
        ("help_answer_hours", "Answered within", "hours"),
        ("help_urgent_hours", "Answered within, when it keeps them from working", "hours"),
        ("help_clock", "Those hours run", ""),
    ),
    "Knowledge": (
        ("knowledge_days", "What is written counts as known for", "days"),
        ("mapping_review_days", "Use cases and features gone through every", "days"),
    ),
    "Trainings": (("training_effect_days", "Use is compared over, before and after one", "days"),),
    "Business reviews": (
        ("review_every_days", "One is due again after (0: none are held)", "days"),
        ("review_first_day", "The first is due on day", ""),
        ("review_prepare_days", "Prepared before it is held", "days"),
    ),
    "Opportunities": (
        ("opportunity_product_days", "Targets met before the other product is offered", "days"),
        ("opportunity_feature_days", "A feature not used by day", ""),
        ("opportunity_versions_behind", "Versions behind, more than", ""),
        ("opportunity_passed_days", "Over by itself when the reason is gone for", "days"),
        ("opportunity_quiet_days", "Quiet after one was lost", "days"),
        ("opportunity_more_seats", "Seats to offer where they run out, at least", "% more"),
        ("list_price_code_search", "List price of a Code Search seat and year", ""),
        ("list_price_cody", "List price of a Cody seat and year", ""),
    ),
    "Feedback": (("tell_shipped_days", "Tell who asked that it was shipped, within", "days"),),
}


_GROUPED = 10_000


class Line(NamedTuple):
    """One setting; `changed` when the programme differs from the default."""

    name: str
    meaning: str
    value: str
    default: str
    changed: bool


class RangeLine(NamedTuple):
    """The three ranges of one indicator, in the words they are written in."""

    name: str
    healthy: str
    concerning: str
    poor: str
    changed: bool


class Group(NamedTuple):
    title: str
    lines: list[Line]
    ranges: list[RangeLine]


def groups(changed: Mapping[str, Any]) -> list[Group]:
    """Every setting in force, by topic; a policy that cannot be read shows the default."""
    try:
        effective = policy.read(changed)
    except policy.PolicyError:
        changed, effective = {}, policy.default()
    found = [
        Group(title, [_line(row, effective, changed) for row in rows], [])
        for title, rows in _TOPICS.items()
    ]
    routes = [_route(kind, effective, changed) for kind in policy.default().alerts]
    found.append(Group("Severity of alerts, and whose they are", routes, []))
    return [*found, Group("Ranges", [], _ranges(changed.get("ranges", {})))]


def _line(row: tuple[str, str, str], effective: Policy, changed: Mapping[str, Any]) -> Line:
    name, meaning, unit = row
    value, default = getattr(effective, name), getattr(policy.default(), name)
    return Line(name, meaning, _shown(value, unit), _shown(default, unit), name in changed)


def _route(kind: str, effective: Policy, changed: Mapping[str, Any]) -> Line:
    values = [
        f"{each.alerts[kind].word}, {' and '.join(each.alerts[kind].to).upper()}"
        for each in (effective, policy.default())
    ]
    name = kind.replace("_", " ").capitalize()
    return Line(f"alerts.{kind}", name, *values, kind in changed.get("alerts", {}))


def _shown(value: int | bool | str, unit: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value.replace("_", " ")
    if value >= _GROUPED:
        return f"{value:,} {unit}".strip()
    return f"{value} {unit}".strip()


def _ranges(changed: Mapping[str, Mapping[str, str]]) -> list[RangeLine]:
    return [
        RangeLine(
            name.replace("_", " "),
            *(str((changed.get(name) or ranges)[band]) for band in bands.NAMES),
            name in changed,
        )
        for name, ranges in policy.DEFAULT_RANGES.items()
    ]
