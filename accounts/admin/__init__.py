"""Admin pages of the facts, one module per noun."""

from accounts.admin import (
    advocates,
    consent,
    contact,
    contract,
    feature,
    gaps,
    intake,
    knowledge,
    ping,
    signal,
    team,
    timeline,
    trainings,
)

__all__ = [
    "advocates",
    "consent",
    "contact",
    "contract",
    "feature",
    "gaps",
    "intake",
    "knowledge",
    "ping",
    "signal",
    "team",
    "timeline",
    "trainings",
]
