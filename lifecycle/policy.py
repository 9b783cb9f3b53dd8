"""A programme's thresholds as data, complete and free of gaps and overlaps."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from accounts.knowledge import freshness
from accounts.thresholds import TRAINING_EFFECT_DAYS
from lifecycle import bands
from lifecycle.alerts.kinds import Route
from lifecycle.alerts.kinds import read as read_alerts
from lifecycle.bands import BandError, Bands

CATEGORIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "utilization": ("usage", "utilization"),
        "relationship": ("champion", "buyer", "activity"),
        "technical": ("defect_tickets", "help_tickets", "versions_behind", "code_intel"),
        "sentiment": ("ta_sentiment",),
    }
)

DEFAULT_RANGES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "usage": {"healthy": ">= 30", "concerning": "> 20, < 30", "poor": "<= 20"},
        "utilization": {"healthy": ">= 80", "concerning": ">= 50, < 80", "poor": "< 50"},
        "activity": {"healthy": "<= 14", "concerning": ">= 15, <= 29", "poor": ">= 30"},
        "defect_tickets": {"healthy": "< 2", "concerning": ">= 2, <= 4", "poor": ">= 5"},
        "help_tickets": {"healthy": "< 10", "concerning": ">= 10, <= 14", "poor": ">= 15"},
        "versions_behind": {"healthy": "<= 2", "concerning": ">= 3, <= 4", "poor": "> 4"},
        "score": {"poor": "< 5", "concerning": ">= 5, < 7", "healthy": ">= 7"},
    }
)
_PERCENTS_AND_SCORES = ("usage", "utilization", "score")


class PolicyError(ValueError):
    """A policy that cannot be used; the message names the field."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Days are calendar days, targets percent, weights shares of the score (rules.md)."""

    prospect_days: int = 45
    relationship_gap_days: int = 90
    onboarding_days: int = 60
    renewing_days: int = 120
    target_utilization: int = 80
    target_usage: int = 30
    surpass_targets: bool = False
    target_days_in_a_row: int = 1
    mau_days: int = 10
    usage_days: int = 28
    usage_minimum_pings: int = 4
    band_days: int = 7
    after_renewal_days: int = 30
    health_mail_pause_days: int = 29
    mail_after_renewal_days: int = 30
    review_every_days: int = 365
    review_first_day: int = 150
    review_prepare_days: int = 14
    plan_sync_days: int = 182
    plan_at_risk_behind: int = 10
    plan_off_track_behind: int = 25
    weight_utilization: int = 55
    weight_relationship: int = 25
    weight_technical: int = 15
    weight_sentiment: int = 5
    knowledge_days: int = freshness.DAYS
    mapping_review_days: int = freshness.MAPPING_DAYS
    training_effect_days: int = TRAINING_EFFECT_DAYS
    seats_nearly_full: int = 90
    seats_full: int = 100
    onboarding_goal: int = 50
    onboarding_goal_day: int = 45
    onboarding_goal_last_day: int = 60
    onboarding_goal_until_day: int = 90
    not_deployed_days: int = 60
    no_contact_days: int = 40
    stale_data_days: int = 10
    overdue_task_days: int = 7
    usage_down_percent: int = 5
    usage_down_pings: int = 8
    red_score: int = 5
    alert_again_days: int = 14
    rated_within_days: int = 14
    renewal_moved_days: int = 14
    yellow_reasons_for_red: int = 3
    yellow_gets: str = "save_plan"
    case_update_days: int = 7
    case_sync_days: int = 14
    case_plan_days: int = 5
    retro_arr: int = 150_000
    retro_days: int = 14
    opportunity_product_days: int = 30
    opportunity_feature_days: int = 60
    opportunity_versions_behind: int = 2
    opportunity_passed_days: int = 14
    opportunity_quiet_days: int = 90
    opportunity_more_seats: int = 10
    tell_shipped_days: int = 7
    list_price_code_search: int = 588
    list_price_cody: int = 228
    survey_gap_days: int = 30
    survey_open_days: int = 30
    survey_low_score: int = 6
    survey_low_rating: int = 2
    survey_answer_hours: int = 48
    survey_after_days: int = 7
    help_answer_hours: int = 48
    help_urgent_hours: int = 8
    help_clock: str = "working_days"
    ranges: Mapping[str, Bands] = field(default_factory=dict)
    alerts: Mapping[str, Route] = field(default_factory=lambda: read_alerts({}))
    # What the health rule made of a combination of grades; there are few, and many accounts.
    weighed: dict[tuple[str, ...], Any] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    @property
    def weights(self) -> tuple[int, int, int, int]:
        return (
            self.weight_utilization,
            self.weight_relationship,
            self.weight_technical,
            self.weight_sentiment,
        )


_AT_LEAST_ONE = {
    "onboarding_days",
    "renewing_days",
    "target_days_in_a_row",
    "mau_days",
    "usage_days",
    "usage_minimum_pings",
    "band_days",
    "after_renewal_days",
    "knowledge_days",
    "mapping_review_days",
    "training_effect_days",
    "opportunity_more_seats",
    "seats_nearly_full",
    "no_contact_days",
    "not_deployed_days",
    "usage_down_percent",
    "usage_down_pings",
    "alert_again_days",
    "yellow_reasons_for_red",
    "case_update_days",
    "case_sync_days",
    "survey_open_days",
    "survey_answer_hours",
    "help_answer_hours",
    "help_urgent_hours",
}
_NOT_NUMBERS = ("ranges", "alerts")
_WORDS = {
    "yellow_gets": ("lighthouse", "save_plan", "watch"),
    "help_clock": ("hours", "working_days", "working_hours"),
}


class _Written(str):
    """A policy's changes as text, which tells one from another, and as they were given."""

    data: Mapping[str, Any]


def read(data: Mapping[str, Any]) -> Policy:
    """Build the policy from what a programme changes; raise PolicyError naming the field (H3).

    The same changes give the same object, which nobody may change.
    """
    try:
        written = _Written(json.dumps(data, sort_keys=True))
    except (TypeError, ValueError):  # nothing that a programme keeps; the reading says what
        return _read(data)
    written.data = data
    return _kept(written)


@lru_cache(maxsize=64)
def _kept(written: _Written) -> Policy:
    """A day, a page or a world that is made asks for the same few policies again and again."""
    return _read(written.data)


def _read(data: Mapping[str, Any]) -> Policy:
    if not isinstance(data, Mapping):
        raise PolicyError(f"policy: must be a mapping of fields, not {data!r}.")
    known = {item.name for item in fields(Policy)} - {"weighed"}
    unknown = sorted(set(data) - known)
    if unknown:
        raise PolicyError(f"{unknown[0]}: no such field; there are {', '.join(sorted(known))}.")
    values = {name: _value(name, data[name]) for name in data if name not in _NOT_NUMBERS}
    try:
        alerts = read_alerts(data.get("alerts", {}))
    except ValueError as error:
        raise PolicyError(str(error)) from error
    policy = Policy(**values, ranges=_ranges(data.get("ranges", {})), alerts=alerts)
    if not any(policy.weights):
        raise PolicyError("weight_utilization: at least one weight must be above 0.")
    if policy.usage_minimum_pings > policy.usage_days:
        raise PolicyError("usage_minimum_pings: cannot be more than usage_days.")
    _check_marks(policy)
    if policy.help_urgent_hours > policy.help_answer_hours:
        raise PolicyError("help_urgent_hours: cannot be more than help_answer_hours.")
    if policy.plan_at_risk_behind > policy.plan_off_track_behind:
        raise PolicyError("plan_at_risk_behind: cannot be more than plan_off_track_behind.")
    return policy


def _check_marks(policy: Policy) -> None:
    """Marks of the alerts stand in their order."""
    if policy.seats_full <= policy.seats_nearly_full:
        raise PolicyError("seats_full: must be more than seats_nearly_full.")
    first, last, until = (
        policy.onboarding_goal_day,
        policy.onboarding_goal_last_day,
        policy.onboarding_goal_until_day,
    )
    if not first < last < until:
        raise PolicyError(
            "onboarding_goal_day: must be before onboarding_goal_last_day, "
            "and that before onboarding_goal_until_day."
        )
    if policy.usage_down_percent > 100:
        raise PolicyError("usage_down_percent: at most 100.")


def _value(name: str, value: Any) -> int | bool | str:
    if name in _WORDS:
        if value not in _WORDS[name]:
            raise PolicyError(f"{name}: must be one of {', '.join(_WORDS[name])}, not {value!r}.")
        return value
    if name == "surpass_targets":
        if not isinstance(value, bool):
            raise PolicyError(f"{name}: must be true or false, not {value!r}.")
        return value
    lowest = 1 if name in _AT_LEAST_ONE else 0
    if isinstance(value, bool) or not isinstance(value, int) or value < lowest:
        raise PolicyError(f"{name}: must be a whole number of at least {lowest}, not {value!r}.")
    return value


def _ranges(changed: Mapping[str, Mapping[str, str]]) -> Mapping[str, Bands]:
    if not isinstance(changed, Mapping):
        raise PolicyError(f"ranges: must be a mapping of indicators, not {changed!r}.")
    for name, ranges in changed.items():
        if not isinstance(ranges, Mapping):
            raise PolicyError(f"ranges.{name}: must be a mapping of ranges, not {ranges!r}.")
    unknown = sorted(set(changed) - set(DEFAULT_RANGES))
    if unknown:
        names = ", ".join(DEFAULT_RANGES)
        raise PolicyError(f"ranges.{unknown[0]}: no such indicator; {names}.")
    try:
        return {
            name: bands.parse(
                changed.get(name, ranges),
                whole=name not in _PERCENTS_AND_SCORES,
                what=f"ranges.{name}",
            )
            for name, ranges in DEFAULT_RANGES.items()
        }
    except BandError as error:
        raise PolicyError(str(error)) from error


def default() -> Policy:
    return read({})
