"""One thing to do on the front page."""

from typing import NamedTuple

SHOWN = 8


class Line(NamedTuple):
    """What, why now, and where it is done. `tone` is a class of the style sheet."""

    tone: str
    label: str
    title: str
    why: str
    url: str
    button: str
