"""What somebody typed, made safe to stand in the Markdown of a mail."""

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&:@.-])")
_UNSEEN = re.compile("[\ue000-\uf8ff\x00-\x08\x0b-\x1f\x7f]")


def plain(text: str) -> str:
    """The words as they are, on one line; nothing in them becomes a link or a heading."""
    return _escaped(" ".join(visible(text).split()))


def quoted(text: str) -> str:
    """The words as a quotation, each line kept as one."""
    lines = [_escaped(" ".join(line.split())) for line in visible(text).strip().splitlines()]
    return "\n".join(f"> {line}\\" if line else ">" for line in lines).removesuffix("\\")


def visible(text: str) -> str:
    """Without characters nobody can see, which our own marks are made of."""
    return _UNSEEN.sub("", text)


def _escaped(words: str) -> str:
    return _SPECIAL.sub(r"\\\1", words)
