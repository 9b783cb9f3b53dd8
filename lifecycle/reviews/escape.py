"""Words that stand in Markdown as they are, whatever signs they hold."""

import re

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~])")


def literal(text: str) -> str:
    """On one line, every sign that Markdown would read as its own escaped."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))
