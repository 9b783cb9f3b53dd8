"""Parts of a mail's body that only some readers get, by their products or roles.

::: if cody
What only those with Cody read.
::: else
What all others read.
::: end
"""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from campaigns.definitions import ROLES
from campaigns.placeholders import CopyError

PRODUCTS = ("code_search", "cody")
NAMES = (*PRODUCTS, *ROLES)
_FENCE = re.compile(r"[ \t]*:::[ \t]*(.*?)[ \t]*")
_IF = re.compile(r"if[ \t]+(not[ \t]+)?(\w+)")


class _Line(NamedTuple):
    """`wanted` is whether the condition called `name` must hold; no name, no condition."""

    text: str
    name: str = ""
    wanted: bool = True


def select(body: str, holding: Collection[str], *, line: int = 1) -> str:
    """The body for a reader of whom these names hold; every line keeps its number.

    Raises CopyError where a condition is not written as it should be.
    """
    return "\n".join(
        found.text if not found.name or (found.name in holding) == found.wanted else ""
        for found in _lines(body, line)
    )


def names(body: str) -> frozenset[str]:
    """The products and roles that the body asks about; raises CopyError like select."""
    return frozenset(found.name for found in _lines(body, 1) if found.name)


def _lines(body: str, first: int) -> Iterator[_Line]:
    opened, name, wanted, other = 0, "", True, False
    for number, text in enumerate(body.split("\n"), start=first):
        fence = _FENCE.fullmatch(text.rstrip("\r"))
        if fence is None:
            yield _Line(text, name, wanted)
            continue
        said = fence[1]
        if said == "end" and opened:
            opened, name, wanted, other = 0, "", True, False
        elif said == "else" and opened and not other:
            wanted, other = not wanted, True
        elif begun := _IF.fullmatch(said):
            if opened:
                raise CopyError(number, f"the condition of line {opened} has no ::: end yet")
            if begun[2] not in NAMES:
                raise CopyError(number, f"{begun[2]} is none of {', '.join(NAMES)}")
            opened, name, wanted = number, begun[2], not begun[1]
        else:
            raise CopyError(number, "after ::: stands if NAME, if not NAME, else or end")
        yield _Line("")
    if opened:
        raise CopyError(opened, "the condition has no ::: end")
