"""Fonts, colours and paragraph styles of the PDF."""

import re
from functools import cache
from html import escape

from font_roboto import Roboto, RobotoBold, RobotoBoldItalic, RobotoItalic, RobotoMedium
from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph

INK, QUIET, LINE, SOFT = HexColor("#1e2430"), HexColor("#5b6472"), HexColor("#d9dde4"), "#f5f6f9"
MAU, DAU, TARGET = HexColor("#4338ca"), HexColor("#0f766e"), HexColor("#b45309")
GOOD, SHORT = HexColor("#166534"), HexColor("#854d0e")
REGULAR, BOLD, MEDIUM = "Review", "Review-Bold", "Review-Medium"

# Roboto covers Latin, Greek and Cyrillic. Readers bring the fonts of East Asia themselves, under
# names that are older than this file; what neither covers is shown as an empty box.
_KANA = re.compile(r"[\u3040-\u30ff]")
_EAST = re.compile(
    r"[\u1100-\u11ff\u3000-\u303f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]+"
)
_HANGUL = re.compile(r"[\u1100-\u11ff\uac00-\ud7af]")
_JAPANESE, _CHINESE, _KOREAN = "HeiseiKakuGo-W5", "STSong-Light", "HYSMyeongJo-Medium"
_STAND_INS = str.maketrans({"→": "›", "←": "‹", "✓": "√", "−": "–", "\u00ad": ""})


@cache
def fonts() -> None:
    """Register them once a process."""
    for name, file in (
        (REGULAR, Roboto),
        (BOLD, RobotoBold),
        (MEDIUM, RobotoMedium),
        ("Review-Italic", RobotoItalic),
        ("Review-BoldItalic", RobotoBoldItalic),
    ):
        pdfmetrics.registerFont(TTFont(name, file))
    pdfmetrics.registerFontFamily(
        REGULAR, normal=REGULAR, bold=BOLD, italic="Review-Italic", boldItalic="Review-BoldItalic"
    )
    for name in (_JAPANESE, _CHINESE, _KOREAN):
        pdfmetrics.registerFont(UnicodeCIDFont(name))


def marked(text: str) -> str:
    """Any text as the mark-up of a paragraph, each script in a font that has it."""
    japanese = bool(_KANA.search(text))

    def east(run: re.Match[str]) -> str:
        font = _KOREAN if _HANGUL.search(run[0]) else _JAPANESE if japanese else _CHINESE
        return f'<font name="{font}">{run[0]}</font>'

    return _EAST.sub(east, escape(text.translate(_STAND_INS), quote=False))


def _style(name: str, size: float, **more) -> ParagraphStyle:
    given = {"fontName": REGULAR, "leading": size * 1.42, "textColor": INK, **more}
    return ParagraphStyle(name, fontSize=size, **given)


BODY = _style("body", 10, spaceAfter=6)
CELL = _style("cell", 9)
CELL_HEAD = _style("cell-head", 8, fontName=BOLD, textColor=QUIET)
SOURCE = _style("source", 7.5, textColor=QUIET, spaceAfter=10, leading=10)
H1 = _style("h1", 18, fontName=BOLD, spaceAfter=10, leading=23)
H2 = _style("h2", 12.5, fontName=BOLD, spaceBefore=10, spaceAfter=4, keepWithNext=1)
H3 = _style("h3", 10.5, fontName=BOLD, spaceBefore=6, spaceAfter=3, keepWithNext=1)
QUOTE = _style("quote", 10, leftIndent=12, textColor=QUIET, spaceAfter=6)
CODE = _style("code", 8.5, fontName="Courier", leftIndent=8, spaceAfter=6, backColor=SOFT)
LABEL = _style("label", 8, textColor=QUIET, leading=11)
BIG = _style("big", 18, fontName=BOLD, leading=22)
NOTE = _style("note", 8, textColor=QUIET, leading=11)
TITLE = _style("title", 30, fontName=BOLD, leading=36, spaceAfter=10)
CUSTOMER = _style("customer", 18, fontName=MEDIUM, leading=24, spaceAfter=24)
FACT = _style("fact", 10.5, leading=17)
RIGHT = _style("right", 9, alignment=TA_RIGHT)


def paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    """Plain words, nothing in them read as mark-up."""
    return Paragraph(marked(text), style)


def colour(value: str) -> Color:
    return HexColor(value)


def on(value: str) -> Color:
    """The ink that can be read on the colour: white, or ours where that is too bright."""
    channels = [int(value[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return white if 1.05 / (luminance + 0.05) >= 4.5 else INK
