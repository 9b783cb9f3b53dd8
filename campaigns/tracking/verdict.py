"""What a mail's events mean together, in whatever order they came."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from campaigns.tracking.bounces import is_hard

DELIVERED, BOUNCED, COMPLAINED = "delivered", "bounced", "complained"
OPTED_OUT = "opted_out"
CLICKED, DEFERRED, REJECTED, FAILED = "clicked", "deferred", "rejected", "failed"
RANK = ("", DELIVERED, BOUNCED, COMPLAINED)
_OUTCOMES = {
    "delivered": DELIVERED,
    "bounced": BOUNCED,
    "rejected": BOUNCED,
    "complained": COMPLAINED,
}
# Whoever says one of these had the mail in hand; a rejected one never left the provider.
_PROOFS = frozenset(
    {"queued", "sent", "deferred", "delivered", "bounced", "complained", "opened", "clicked"}
    | {"unsubscribed", "autoresponded"}
)
# A scanner opens every link while the mail comes in, or within seconds after.
SECONDS_OF_SCANNERS = timedelta(seconds=10)
_MACHINES = re.compile(
    r"bot\b|crawl|spider|scan|preview|proofpoint|urldefense|barracuda|mimecast|safelinks|"
    r"symantec|messagelabs|fireeye|forcepoint|sophos|zscaler|ironport|trend ?micro|mailguard|"
    r"headless|phantomjs|python|curl/|wget|go-http|libwww|okhttp|java/|apache-http|node-fetch|"
    r"axios|imageproxy|mailproxy|monitoring|facebookexternalhit|slack",
    re.IGNORECASE,
)
# So many mails in so many days that came back soft, none delivered since: the address is dead.
SOFT_MAILS, SOFT_DAYS = 3, timedelta(days=30)


class Said(NamedTuple):
    """An event as far as a rule reads it."""

    kind: str
    at: datetime
    reason: str = ""
    said: str = ""
    agent: str = ""
    came: Mapping[str, Any] = {}


class Verdict(NamedTuple):
    """What became of a mail: its gravest outcome and when, when it was proven to have been taken,
    and the provider's words if it refused it.
    """

    outcome: str = ""
    outcome_at: datetime | None = None
    taken_at: datetime | None = None
    refused: str = ""


def outranks(verdict: Verdict, outcome: str, at: datetime | None) -> bool:
    """Whether it is graver than what is known, or the same told of an earlier moment."""
    new, known = RANK.index(verdict.outcome), RANK.index(outcome)
    if new != known or verdict.outcome_at is None or at is None:
        return new > known
    return verdict.outcome_at < at


def judge(events: Iterable[Said]) -> Verdict:
    """The events of one mail; the same for any order of them."""
    outcome, outcome_at, taken_at, refused = "", None, None, ""
    for event in sorted(events, key=lambda event: event.at):
        found = _OUTCOMES.get(event.kind, "")
        if RANK.index(found) > RANK.index(outcome):
            outcome, outcome_at = found, event.at
        if event.kind in _PROOFS and (taken_at is None or event.at < taken_at):
            taken_at = event.at
        if event.kind in (REJECTED, FAILED) and not refused:
            refused = event.reason or event.kind
    return Verdict(outcome, outcome_at, taken_at, refused)


def suppression(event: Said) -> str:
    """Why the address gets nothing from now on; nothing when it may."""
    if event.kind == COMPLAINED or event.reason == "spam":
        return COMPLAINED
    if event.kind == "unsubscribed" or event.reason == "unsubscribed":
        return OPTED_OUT
    hard = is_hard(event.kind, event.reason, event.said, event.came.get("event-data", event.came))
    return BOUNCED if hard else ""


def is_soft(event: Said) -> bool:
    """Whether it says that a mail could not be delivered today."""
    return event.kind == DEFERRED or (event.kind == BOUNCED and not suppression(event))


def first_click(clicks: Iterable[Said], *, arrived: datetime | None) -> datetime | None:
    """When a person, as far as one can tell, first followed a link of the mail."""
    people = (click.at for click in clicks if not is_machine(click, arrived=arrived))
    return min(people, default=None)


def is_machine(click: Said, *, arrived: datetime | None) -> bool:
    """Whether a click is a scanner's: by its name, by having none, or by its haste."""
    if not click.agent.strip() or _MACHINES.search(click.agent):
        return True
    client = click.came.get("event-data", click.came).get("client-info") or {}
    if isinstance(client, Mapping) and client.get("bot"):
        return True
    return arrived is not None and click.at < arrived + SECONDS_OF_SCANNERS


def came_back_soft(mails: Iterable[tuple[Any, str, datetime]], *, on: datetime) -> bool:
    """Whether an address is to be held dead: `mails` are (mail, "soft" or "delivered", when)."""
    seen = [mail for mail in mails if on - SOFT_DAYS < mail[2]]
    delivered = max((at for _, kind, at in seen if kind == DELIVERED), default=None)
    soft = [(mail, at) for mail, kind, at in seen if kind != DELIVERED]
    return len({mail for mail, at in soft if not delivered or at > delivered}) >= SOFT_MAILS
