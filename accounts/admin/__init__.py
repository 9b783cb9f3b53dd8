"""Admin pages of the facts, one module per noun."""

from accounts.admin import (
    consent,
    contact,
    contract,
    feature,
    intake,
    knowledge,
    ping,
    signal,
    team,
    timeline,
)

__all__ = [
    "consent",
    "contact",
    "contract",
    "feature",
    "intake",
    "knowledge",
    "ping",
    "signal",
    "team",
    "timeline",
]
