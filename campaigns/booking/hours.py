"""Hours of a day as people write them: “9-12, 13:00–17:30”."""

import re
from itertools import pairwise

Span = tuple[int, int]
_LAST = 23 * 60 + 59
_TIME = r"(\d{1,2})(?:[:.h](\d{2}))?"
_SPAN = re.compile(rf"\s*{_TIME}\s*(?:-|–|—|to)\s*{_TIME}\s*")


def read(text: str) -> tuple[Span, ...]:
    """Spans in minutes from midnight, in their order; raises ValueError saying what is wrong."""
    if text.strip().lower() in ("", "closed", "off", "–", "-"):
        return ()
    found = sorted(map(_span, re.split(r"[,;]", text)))
    for before, after in pairwise(found):
        if after[0] < before[1]:
            raise ValueError(f"{write((before,))} and {write((after,))} overlap.")
    return tuple(found)


def write(spans: tuple[Span, ...]) -> str:
    return ", ".join(f"{_clock(begins)}–{_clock(ends)}" for begins, ends in spans)


def _span(text: str) -> Span:
    match = _SPAN.fullmatch(text)
    if match is None:
        raise ValueError(f"“{text.strip()}” are no hours; write 9:00-12:30, 13:30-17:00.")
    hour, minutes, until, more = (int(part or 0) for part in match.groups())
    # Midnight at the end of a day is as late as a time of that day can be.
    begins, ends = hour * 60 + minutes, min(until * 60 + more, _LAST if until == 24 else 10**4)
    if minutes > 59 or more > 59 or begins > _LAST or ends > _LAST:
        raise ValueError(f"“{text.strip()}” has a time that no clock shows.")
    if ends <= begins:
        raise ValueError(f"“{text.strip()}” ends before it begins.")
    return begins, ends


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
