"""How old knowledge may become before it is taken for a gap, by a programme's policy."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from accounts import thresholds

DAYS = 180
MAPPING_DAYS = 182


def days(policy: Mapping[str, Any]) -> int:
    return thresholds.number(policy, "knowledge_days", DAYS)


def is_known(text: str, reviewed_on: date | None, most_days: int, *, on: date) -> bool:
    """Whether there is a text that was true so many days ago at most."""
    return bool(text) and reviewed_on is not None and (on - reviewed_on).days <= most_days


def mapping_days(policy: Mapping[str, Any]) -> int:
    """How long a review of use cases and features is good for."""
    return thresholds.number(policy, "mapping_review_days", MAPPING_DAYS)
