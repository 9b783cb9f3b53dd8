"""Whether a provider's bounce says that an address is dead, or only that today went wrong."""

import re
from collections.abc import Mapping
from typing import Any

BOUNCED, REJECTED = "bounced", "rejected"
_DEAD = frozenset({"bounced", "invalid"})
# Providers' own words for a bounce that may not come again; the normalised event loses them.
_SOFT = re.compile(
    r"soft[_ ]?bounce|transient|undetermined|temporary|mailbox[_ ]?full|quota|blocked",
    re.IGNORECASE,
)
_SOFT_FIELDS = ("Type", "type", "event", "bounceType", "severity")
_ENHANCED = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")


def is_hard(kind: str, reason: str, said: str, raw: Mapping[str, Any]) -> bool:
    """True when nothing should be sent to the address again.

    `kind` and `reason` are anymail's, `said` is what the provider or the mail server wrote, `raw`
    is the event as it came. Some providers give no reason with a bounce; it is hard unless
    something says that it is not.
    """
    if kind == REJECTED:
        return reason in _DEAD  # the provider itself will not write to the address any more
    if kind != BOUNCED or reason not in {"", *_DEAD}:
        return False
    if any(_SOFT.search(str(raw.get(field, ""))) for field in _SOFT_FIELDS):
        return False
    code = _ENHANCED.search(said)
    soft = raw.get("hard_bounce") is False or (code and code[1] == "4") or _SOFT.match(said)
    return not soft
