"""A batch's open occurrences, each tried for every recipient: the same for a run and a forecast."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from campaigns.cadence import Cadence, Call, HealthMail, Occurrence
from campaigns.eligibility import Day, Recipient, Row, touches
from lifecycle.batch import Pair
from lifecycle.decide import Decision
from lifecycle.facts import AccountFacts
from lifecycle.policy import Policy

_DAY = timedelta(1)


class Open(NamedTuple):
    """An account's day together with the occurrences that may be open on it."""

    facts: AccountFacts
    decision: Decision
    occurrences: list[Occurrence]


def open_occurrences(
    pairs: Iterable[Pair],
    mailed: Mapping[int, date | None],
    mails: Mapping[int, Sequence[HealthMail]],
    cadences: Mapping[str, Cadence],
    calls: Mapping[int, Sequence[Call]],
    *,
    on: date,
) -> list[Open]:
    """What each account has open on the day, or had open and closed since its last mail day.

    `mailed` is the last day an account's mail was decided for. What opened and closed after it,
    while nothing ran, is tried too late and so written down as missed (R3).
    """
    found = []
    yesterday = on - _DAY
    for facts, decision in pairs:
        cadence, relationship = cadences.get(facts.programme), decision.relationship
        if cadence is None or relationship is None:
            continue
        account, event = facts.account, decision.event
        before = mailed.get(account)
        since = on if before == yesterday else before + _DAY if before else facts.tracked_from
        events = mails.get(account, ())
        if event and event.mail:
            events = (*events, HealthMail(on, event.mail))
        occurrences = cadence.occurrences(
            facts,
            relationship,
            events,
            since=since if since < on else on,
            on=on,
            calls=calls.get(account, ()),
        )
        if occurrences:
            found.append(Open(facts, decision, occurrences))
    return found


def tried(
    found: Iterable[Open],
    people: Mapping[int, Sequence[Recipient]],
    rows: Mapping[tuple, Row | None],
    policies: Mapping[str, Policy],
    paused: frozenset[str],
) -> list[Day]:
    """What the day makes of the ledger of each account, in the order given."""
    return [
        touches(
            facts,
            decision,
            occurrences,
            people.get(facts.account, ()),
            rows,
            policy=policies[facts.programme],
            paused=paused,
        )
        for facts, decision, occurrences in found
    ]


def keys(found: Iterable[Open]) -> tuple[set[str], set[str]]:
    """The campaigns and the steps among the occurrences, to look the ledger up by."""
    occurrences = [occurrence for opened in found for occurrence in opened.occurrences]
    return (
        {occurrence.rule.campaign for occurrence in occurrences},
        {occurrence.step for occurrence in occurrences},
    )
