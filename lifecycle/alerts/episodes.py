"""What becomes of standing alerts: begun once an episode, passed by themselves, taken up again."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from lifecycle.alerts.kinds import Route
from lifecycle.alerts.rules import Look, Place
from lifecycle.alerts.words import Finding
from lifecycle.facts import named


class Kept(NamedTuple):
    """An episode that is recorded: it stands, or passed not long ago."""

    alert: int
    passed_on: date | None


Episodes = Mapping[Place, Kept]


class Raised(NamedTuple):
    account: int
    finding: Finding
    route: Route


class Changes(NamedTuple):
    raised: list[Raised]
    passed: list[int]
    returned: list[int]


class Steps(NamedTuple):
    """What a look makes of an account's episodes: begun by place, passed and returned by key."""

    begun: list[Place]
    passed: list[int]
    returned: list[int]


def newest(rows: Iterable[tuple[int, int, str, str, date | None]]) -> dict[int, dict[Place, Kept]]:
    """By account, of rows with alert, account, kind, key and passing day; the last one counts."""
    found: dict[int, dict[Place, Kept]] = {}
    for alert, account, kind, key, passed_on in rows:
        mine = found.get(account)
        if mine is None:
            mine = found[account] = {}
        place = named(Place, (kind, key))
        before = mine.get(place)
        if before is None or _ends(before.passed_on) < _ends(passed_on):
            mine[place] = named(Kept, (alert, passed_on))
    return found


def _ends(passed_on: date | None) -> date:
    return passed_on or date.max


def steps(look: Look, mine: Episodes, *, again_days: int, on: date) -> Steps:
    """A condition that comes back within so many days goes on with the episode it had."""
    begun, returned = [], []
    for place in look.places:
        before = mine.get(place)
        if before is None or _long_ago(before, again_days, on):
            begun.append(place)
        elif before.passed_on is not None:
            returned.append(before.alert)
    passed = [
        kept.alert
        for place, kept in mine.items()
        if kept.passed_on is None and place not in look.places and place[0] not in look.unknown
    ]
    return Steps(begun, passed, returned)


def _long_ago(kept: Kept, again_days: int, on: date) -> bool:
    return kept.passed_on is not None and (on - kept.passed_on).days >= again_days
