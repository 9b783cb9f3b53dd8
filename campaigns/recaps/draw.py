"""Draws a month as a small PNG: light ground of its own, so that dark mails show it as it is."""

from functools import cache
from io import BytesIO

from font_roboto import Roboto, RobotoBold
from PIL import Image, ImageDraw, ImageFont

from campaigns.recaps.month import Month

WIDTH, SCALE = 544, 2
_INK, _QUIET, _LINE, _GROUND = "#1b1d26", "#5d6270", "#e3e5ea", "#ffffff"
_ACCENT, _SOFT, _GOAL = "#4338ca", "#b9b4ec", "#b45309"
_LEFT, _RIGHT = 24, WIDTH - 24
_DAYS_TOP, _DAYS_HEIGHT, _FEATURES_TOP, _ROW = 150, 76, 264, 24


def draw(month: Month) -> bytes:
    """The same bytes for the same month."""
    height = _FEATURES_TOP + (20 + _ROW * len(month.features) if month.features else 0)
    image = Image.new("RGB", (WIDTH * SCALE, height * SCALE), _GROUND)
    pen = _Pen(ImageDraw.Draw(image))
    pen.frame(height)
    _head(pen, month)
    _seats(pen, month)
    _days(pen, month)
    if month.features:
        _features(pen, month)
    written = BytesIO()
    # Packed a little less than it could be, in half the time.
    image.quantize(48).save(written, "PNG", compress_level=8)
    return written.getvalue()


class _Pen:
    """Draws in points of the mail; the picture has twice as many for sharp screens."""

    def __init__(self, canvas: ImageDraw.ImageDraw) -> None:
        self.canvas = canvas

    def frame(self, height: int) -> None:
        box = (0, 0, WIDTH * SCALE - 1, height * SCALE - 1)
        self.canvas.rounded_rectangle(box, 16, outline=_LINE, width=2)

    def box(self, left: float, top: float, right: float, bottom: float, fill: str) -> None:
        if right - left < 0.5 or bottom - top < 0.5:
            return
        corners = (left * SCALE, top * SCALE, right * SCALE - 1, bottom * SCALE - 1)
        radius = min(3, (right - left) / 2, (bottom - top) / 2) * SCALE
        self.canvas.rounded_rectangle(corners, radius, fill=fill)

    def line(self, left: float, top: float, right: float, bottom: float, fill: str) -> None:
        self.canvas.line([c * SCALE for c in (left, top, right, bottom)], fill=fill, width=2)

    def words(
        self,
        at: tuple[float, float],
        text: str,
        *,
        size: int = 12,
        bold: bool = False,
        fill: str = _QUIET,
        anchor: str = "ls",
        room: float = 1000,
    ) -> float:
        """Write and tell how wide it was; what does not fit is cut."""
        font = _font(size, bold)
        while font.getlength(text) > room * SCALE and len(text) > 2:
            text = f"{text[:-2].rstrip()}…"
        self.canvas.text((at[0] * SCALE, at[1] * SCALE), text, font=font, fill=fill, anchor=anchor)
        return font.getlength(text) / SCALE


@cache
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(RobotoBold if bold else Roboto, size * SCALE)


def _head(pen: _Pen, month: Month) -> None:
    name = month.account if all(ord(c) < 0x0530 for c in month.account) else ""
    title = f"{name} in {month.name}" if name else month.name.capitalize()
    pen.words((_LEFT, 38), title, size=16, bold=True, fill=_INK, room=_RIGHT - _LEFT)


def _seats(pen: _Pen, month: Month) -> None:
    """People active against the seats, with the goal as a mark."""
    wide = pen.words((_LEFT, 74), month.figure("mau") or "–", size=22, bold=True, fill=_INK)
    seats = month.figure("seats")
    said = f"of {seats} seats active" if seats else "people active"
    pen.words((_LEFT + wide + 7, 74), said, size=13)
    if change := month.figure("change_mau"):
        pen.words((_RIGHT, 74), f"{change} on the month before", size=13, fill=_INK, anchor="rs")
    share, goal = _share(month, "utilization"), _share(month, "utilization_target")
    pen.box(_LEFT, 86, _RIGHT, 98, _LINE)
    pen.box(_LEFT, 86, _LEFT + (_RIGHT - _LEFT) * share / 100, 98, _ACCENT)
    at = _LEFT + (_RIGHT - _LEFT) * goal / 100
    pen.line(at, 83, at, 102, _GOAL)
    pen.words((min(at, _RIGHT - 24), 115), f"goal {goal}%", size=11, fill=_GOAL, anchor="ms")


def _days(pen: _Pen, month: Month) -> None:
    """People on each day; weekends are paler, because little is expected of them."""
    pen.words((_LEFT, _DAYS_TOP - 10), "People each day", size=13, bold=True, fill=_INK)
    if mean := month.figure("dau"):
        pen.words((_RIGHT, _DAYS_TOP - 10), f"{mean} on average", size=12, anchor="rs")
    bottom = _DAYS_TOP + _DAYS_HEIGHT
    pen.line(_LEFT, bottom, _RIGHT, bottom, _LINE)
    if not month.days:
        pen.words((_LEFT, bottom - 30), "No daily reports in this month.", size=12)
        return
    first = month.days[0][0].replace(day=1)
    most = max(users for _, users in month.days) or 1
    wide = (_RIGHT - _LEFT) / 31
    for day, users in month.days:
        left = _LEFT + (day - first).days * wide
        tall = (_DAYS_HEIGHT - 4) * users / most
        fill = _SOFT if day.weekday() >= 5 else _ACCENT
        pen.box(left + 1.5, bottom - tall, left + wide - 1.5, bottom, fill)
    for number in (1, 8, 15, 22, 29):
        pen.words((_LEFT + (number - 0.5) * wide, bottom + 14), str(number), size=11, anchor="ms")


def _features(pen: _Pen, month: Month) -> None:
    """The features with the most people on one day."""
    top = _FEATURES_TOP
    pen.words((_LEFT, top), "Most people on one day, by feature", size=13, bold=True, fill=_INK)
    most = max(users for _, users in month.features)
    for place, (name, users) in enumerate(month.features):
        y = top + 24 + place * _ROW
        pen.words((_LEFT, y), name, size=12, fill=_INK, room=150)
        right = _LEFT + 160 + (_RIGHT - _LEFT - 215) * users / most
        pen.box(_LEFT + 160, y - 9, right, y + 1, _ACCENT)
        pen.words((right + 6, y), f"{users:,}", size=12)


def _share(month: Month, name: str) -> int:
    digits = month.figure(name).partition("%")[0]
    return min(100, int(digits)) if digits.isdecimal() else 0
