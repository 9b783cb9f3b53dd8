"""An alert as a message in Slack's format, with nothing in it that Slack would obey."""

from collections.abc import Sequence
from typing import Any, NamedTuple

TEXT_LIMIT = 300
SECTION_LIMIT = 2800  # Slack takes 3,000 characters
_SIGNS = {1: ":red_circle:", 2: ":large_orange_circle:", 3: ":white_circle:"}


class Said(NamedTuple):
    """What the message is about; the addresses are the portal's own."""

    account: str
    title: str
    severity: int
    kind: str
    evidence: Sequence[str]
    whose: Sequence[str]
    on: str
    account_url: str
    alert_url: str


def message(said: Said) -> dict[str, Any]:
    """`text` is what notifications show; the blocks are what the channel shows."""
    account, title = escape(said.account), escape(said.title)
    sign = _SIGNS.get(said.severity, ":white_circle:")
    head = f"{sign} *{link(said.account_url, said.account)}*: {title}"
    why = "\n".join(f"• {escape(line)}" for line in said.evidence)
    foot = f"{escape(said.kind)} · since {said.on} · {escape(', '.join(said.whose))} · "
    blocks = [_section(_cut(head, SECTION_LIMIT))]
    if why:
        blocks.append(_section(_cut(why, SECTION_LIMIT)))
    foot += link(said.alert_url, "why, and what was done")
    blocks.append({"type": "context", "elements": [{"type": "mrkdwn", "text": foot}]})
    return {"text": _cut(f"{account}: {title}", TEXT_LIMIT), "blocks": blocks}


def escape(words: str) -> str:
    """Slack's three control characters, and no line breaks that could forge lines."""
    flat = " ".join(words.split())
    return flat.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def link(url: str, words: str) -> str:
    """A bar would end the address; formatting signs would end the bold around it."""
    safe = escape(words).replace("|", "¦").replace("*", "∗")
    return f"<{escape(url).replace('|', '%7C')}|{safe}>"


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
