"""What becomes of standing alerts: begun once an episode, passed by themselves, taken up again."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from lifecycle.alerts.kinds import Route
from lifecycle.alerts.rules import Finding, Look
from lifecycle.policy import Policy


class Kept(NamedTuple):
    """An episode that is recorded: it stands, or passed not long ago."""

    alert: int
    account: int
    kind: str
    key: str
    passed_on: date | None


class Raised(NamedTuple):
    account: int
    finding: Finding
    route: Route


class Changes(NamedTuple):
    raised: list[Raised]
    passed: list[int]
    returned: list[int]


def plan(looks: Mapping[int, tuple[Look, Policy]], kept: Iterable[Kept], *, on: date) -> Changes:
    """A condition that comes back within the policy's days goes on with the episode it had."""
    changes = Changes([], [], [])
    newest: dict[int, dict[tuple[str, str], Kept]] = {}
    for episode in kept:
        mine = newest.setdefault(episode.account, {})
        before = mine.get((episode.kind, episode.key))
        if before is None or _ends(before) < _ends(episode):
            mine[episode.kind, episode.key] = episode
    for account, (look, policy) in looks.items():
        mine = newest.get(account)
        if mine or look.found:
            _account(account, look, policy, mine or {}, on, changes)
    return changes


def _ends(episode: Kept) -> date:
    return episode.passed_on or date.max


def _account(
    account: int,
    look: Look,
    policy: Policy,
    mine: Mapping[tuple[str, str], Kept],
    on: date,
    changes: Changes,
) -> None:
    stand = set()
    for finding in look.found:
        stand.add((finding.kind, finding.key))
        before = mine.get((finding.kind, finding.key))
        if before is None or _long_ago(before, policy, on):
            changes.raised.append(Raised(account, finding, policy.alerts[finding.kind]))
        elif before.passed_on is not None:
            changes.returned.append(before.alert)
    for place, episode in mine.items():
        gone = place not in stand and episode.kind not in look.unknown
        if gone and episode.passed_on is None:
            changes.passed.append(episode.alert)


def _long_ago(episode: Kept, policy: Policy, on: date) -> bool:
    return episode.passed_on is not None and (
        (on - episode.passed_on).days >= policy.alert_again_days
    )
