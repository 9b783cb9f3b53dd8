"""What a carrier is given: one mail, rendered and addressed, with nothing left to look up."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Calendar:
    """An entry for calendars, and what they shall do with it: REQUEST or CANCEL."""

    method: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One mail for one person; `key` names its row in the ledger and never changes."""

    key: str
    sender: str
    to: str
    subject: str
    text: str
    html: str
    sender_name: str = ""
    to_name: str = ""
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    calendar: Calendar | None = None
