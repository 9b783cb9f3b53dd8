"""What became of one mail, as far as its carrier can know."""

from dataclasses import dataclass
from enum import StrEnum

REASON_LENGTH = 200


class Kind(StrEnum):
    ACCEPTED = "accepted"  # the other side took responsibility for it
    REFUSED = "refused"  # it will never be taken; nothing was delivered
    DEFERRED = "deferred"  # not taken this time, known for certain; may be tried again
    UNKNOWN = "unknown"  # handed over without an answer; must never be tried again by machine


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer with its reason in one line.

    `relay_down` says that the trouble is the road's, not this mail's: an attempt that should not
    count against the mail. `retry_after` is the wait in seconds that the other side asked for.
    """

    kind: Kind
    reason: str = ""
    provider_id: str = ""
    retry_after: float | None = None
    relay_down: bool = False


def accepted(reason: str = "", provider_id: str = "") -> Outcome:
    return Outcome(Kind.ACCEPTED, one_line(reason), provider_id)


def refused(reason: str) -> Outcome:
    return Outcome(Kind.REFUSED, one_line(reason))


def deferred(reason: str, *, retry_after: float | None = None, relay_down: bool = False) -> Outcome:
    return Outcome(Kind.DEFERRED, one_line(reason), "", retry_after, relay_down)


def unknown(reason: str) -> Outcome:
    return Outcome(Kind.UNKNOWN, one_line(reason))


def one_line(text: str) -> str:
    """The text without line breaks and control characters, cut to what the ledger keeps."""
    if not text.isprintable():
        text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= REASON_LENGTH else text[: REASON_LENGTH - 1] + "…"
