"""Whether a provider's bounce says that an address is dead, or only that today went wrong."""

import re
from collections.abc import Mapping
from typing import Any

BOUNCED, REJECTED = "bounced", "rejected"
_DEAD = frozenset({"bounced", "invalid"})
# Providers' own words for a bounce that may not come again; the normalised event loses them.
_SOFT = re.compile(r"soft[_ ]?bounce|transient|undetermined|mailbox[_ ]?full|quota", re.IGNORECASE)
_SOFT_FIELDS = ("Type", "event", "type", "bounceType", "severity")
_ENHANCED = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")


def is_hard(kind: str, reason: str, said: str, raw: Mapping[str, Any]) -> bool:
    """True when nothing should be sent to the address again.

    `kind` and `reason` are anymail's, `said` is what the provider or the mail server wrote, `raw`
    is the event as it came. In doubt the normalised reason decides.
    """
    if kind not in (BOUNCED, REJECTED) or reason not in _DEAD:
        return False
    if kind == REJECTED:
        return True  # the provider itself will not send to the address any more
    if any(_SOFT.search(str(raw.get(field, ""))) for field in _SOFT_FIELDS):
        return False
    if raw.get("hard_bounce") is False:
        return False
    code = _ENHANCED.search(said)
    return not (code and code[1] == "4") and not _SOFT.match(said)
