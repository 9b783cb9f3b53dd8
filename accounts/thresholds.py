"""Whole numbers of a programme's policy, for what needs no more of it than one of them.

The policy itself belongs to the lifecycle, which refuses nonsense when it is saved.
"""

from collections.abc import Mapping
from typing import Any

TRAINING_EFFECT_DAYS = 28  # whole weeks, so that weekends weigh the same


def number(policy: Mapping[str, Any], name: str, default: int) -> int:
    """What the programme changes, else the default."""
    found = policy.get(name, default)
    return found if isinstance(found, int) else default
