"""What somebody wrote in a mail, without what they answered to."""

import re

_ATTRIBUTION = re.compile(
    r"^(?:on\b.{0,200}\bwrote|am\b.{0,200}\bschrieb\b.{0,100}|le\b.{0,200}\ba écrit ?|"
    r"el\b.{0,200}\bescribió|em\b.{0,200}\bescreveu)\s*:$",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"^(?:-{2,}\s*(?:original message|ursprüngliche nachricht|forwarded message)\s*-{2,}"
    r"|_{10,}|#{3,} reply above this line.*)$",
    re.IGNORECASE,
)
_HEADER = re.compile(r"^(?:from|von|de):\s.+$", re.IGNORECASE)
_SENT = re.compile(r"^(?:sent|date|gesendet|datum|envoyé|enviado|to|an|subject):\s", re.IGNORECASE)
LONGEST = 20_000


def own_words(text: str) -> str:
    """What stands above the quotation, and above the signature; all of it if nothing would."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")[:LONGEST].split("\n")
    kept = _above(lines)
    while kept and not kept[-1].strip():
        kept.pop()
    words = "\n".join(line.rstrip() for line in kept).strip()
    return words or "\n".join(lines).strip()


def _above(lines: list[str]) -> list[str]:
    kept: list[str] = []
    for place, line in enumerate(lines):
        if line == "-- " or line.rstrip() == "--" or _cuts(lines, place):
            break
        if not line.startswith(">"):
            kept.append(line)
    return kept


def _cuts(lines: list[str], place: int) -> bool:
    line = lines[place].strip()
    following = lines[place + 1].strip() if place + 1 < len(lines) else ""
    # A long attribution is broken in two.
    if _ATTRIBUTION.match(line) or (len(line) > 20 and _ATTRIBUTION.match(f"{line} {following}")):
        return True
    return bool(_CUT.match(line) or (_HEADER.match(line) and _SENT.match(following)))
