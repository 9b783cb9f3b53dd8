"""The frame that every mail stands in: MJML filled with a brand and blocks, made ready to send."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from types import MappingProxyType

from css_inline import CSSInliner
from mjml import mjml2html

from campaigns.markup import Block, Button, Prose
from campaigns.placeholders import CLOSE, MARK, TARGET, WIDTH, WORDS, Places

TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "emails"
DARK_CARD = "#1d1f26"  # as in frame.mjml

_INLINER = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
_STAND_IN = re.compile(r"@@(\d+)@@")
# Where a line may end unseen. Mail whose lines are short travels as it is; lines of more than 998
# bytes have to be encoded, which costs more than all the rest of building a mail.
_BLOCK_TAG = re.compile(
    r"(</?(?:table|tbody|tr|td|th|div|p|ul|ol|li|head|body|h[1-6])\b[^<>]*>)(?=<)"
)


@dataclass(frozen=True, slots=True)
class Brand:
    """What the frame shows of the sender: the company, its team, its address, colour and logo.

    `logo` is the picture's address, `logo_size` its width and height.
    """

    vendor_name: str
    sender_name: str
    postal_address: str
    colour: str = "#4338ca"
    logo: str = ""
    logo_size: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", self.colour):
            raise ValueError(f"a brand's colour is written #rrggbb, not {self.colour!r}")


def frame_html(
    blocks: Iterable[Prose | Button | Block],
    *,
    subject: str,
    preheader: str,
    brand: Brand,
    places: Places,
    frame: str = "frame",
    words: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The whole HTML of a mail, its variables still marked.

    `frame` names another frame than that of customers' mails, `words` what it needs filled in.
    """
    # MJML spoils marks that stand in attributes, and wants XML; so it only ever sees stand-ins.
    kept: list[str] = []

    def stand_in(markup: str) -> str:
        kept.append(markup)
        return f"@@{len(kept) - 1}@@"

    def element(block: Prose | Button | Block) -> str:
        if isinstance(block, Button):
            href, label = stand_in(block.href), stand_in(block.label)
            return f'<mj-button css-class="button" href="{href}">{label}</mj-button>'
        if isinstance(block, Prose):
            return f'<mj-text css-class="prose">{stand_in(block.html)}</mj-text>'
        html = _in_attributes(places.mark(_read(f"{block.name}.html"), field="figures"))
        return f'<mj-text css-class="figures" padding="0 28px 20px">{stand_in(html)}</mj-text>'

    marked = re.sub(r">\s+<", "><", places.mark(_read(f"{frame}.mjml"), field="frame").strip())
    mjml = Template(_stand_in_marks(_in_attributes(marked), stand_in)).substitute(
        subject=stand_in(escape(subject)),
        preheader=stand_in(escape(preheader)),
        body="".join(map(element, blocks)),
        **{name: escape(value) for name, value in words.items()},
        **_branded(brand),
    )
    html = _STAND_IN.sub(lambda m: kept[int(m[1])], mjml2html(mjml, fonts={}))
    return _BLOCK_TAG.sub(r"\1\n", _INLINER.inline(html))


def _branded(brand: Brand) -> dict[str, str]:
    """What the frame says and shows of the sender."""
    colours = _colours(brand)
    return {
        "style": Template(_read("frame.css")).substitute(colours),
        "vendor_name": escape(brand.vendor_name),
        "mark": _mark(brand),
        "sender_name": escape(brand.sender_name),
        "postal_address": escape(brand.postal_address),
        **colours,
    }


def _mark(brand: Brand) -> str:
    """The logo, or the name where there is none; who sees no pictures reads the name."""
    name = escape(brand.vendor_name)
    if not brand.logo:
        return name
    width, height = brand.logo_size
    look = f"display:block;border:0;height:{height}px;width:{width}px;max-width:100%"
    return (
        f'<img class="logo" src="{escape(brand.logo)}" alt="{name}" width="{width}" '
        f'height="{height}" style="{look}" />'
    )


def frame_text(
    blocks: Iterable[Prose | Button | Block],
    *,
    brand: Brand,
    places: Places,
    frame: str = "frame",
    words: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The whole plain text of a mail, its variables still marked."""

    def text(block: Prose | Button | Block) -> str:
        if isinstance(block, Block):
            return places.mark(_read(f"{block.name}.txt"), field="figures").strip()
        return block.text

    marked = places.mark(_read(f"{frame}.txt"), field="frame")
    # In the text an address written out is shown as one can use it, as under a button.
    return Template(_in_lines(marked, places)).substitute(
        body="\n\n".join(map(text, blocks)),
        vendor_name=brand.vendor_name,
        sender_name=brand.sender_name,
        postal_address=brand.postal_address,
        **words,
    )


@cache
def _read(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _in_attributes(marked: str) -> str:
    """Our own HTML: what href="" or src="" begins with is a target, in width="" stands a width."""
    marked = re.sub(f'(href|src)="{WORDS}(\\d+){CLOSE}', f'\\1="{TARGET}\\2{CLOSE}', marked)
    return re.sub(f'width="{WORDS}(\\d+){CLOSE}%"', f'width="{WIDTH}\\1{CLOSE}%"', marked)


def _in_lines(marked: str, places: Places) -> str:
    """Our own text: a variable that is an address is written as one."""
    return re.sub(
        f"{WORDS}(\\d+){CLOSE}",
        lambda m: m[0].replace(WORDS, TARGET) if places.found[int(m[1])].kind == "url" else m[0],
        marked,
    )


def _stand_in_marks(marked: str, stand_in: Callable[[str], str]) -> str:
    return MARK.sub(lambda m: stand_in(m[0]), marked)


# Colours. A brand may choose any; words in it must stay readable on light and on dark (WCAG AA).


def _colours(brand: Brand) -> dict[str, str]:
    colour = brand.colour.lower()
    on_colour = "#ffffff" if _contrast(colour, "#ffffff") >= 4.5 else "#14151a"
    return {
        "colour": colour,
        "on_colour": on_colour,
        "link": _readable(colour, on="#ffffff", towards="#000000"),
        "link_on_dark": _readable(colour, on=DARK_CARD, towards="#ffffff"),
    }


def _readable(colour: str, *, on: str, towards: str) -> str:
    """The colour itself, or the nearest mix with black or white that can be read."""
    for tenth in range(11):
        mixed = "#" + "".join(
            f"{round((a * (10 - tenth) + b * tenth) / 10):02x}"
            for a, b in zip(_channels(colour), _channels(towards), strict=True)
        )
        if _contrast(mixed, on) >= 4.5:
            return mixed
    return towards


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
