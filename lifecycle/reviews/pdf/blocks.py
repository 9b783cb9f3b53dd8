"""The blocks of a review as what a page flows: tiles, tables and the drawing of usage."""

from collections.abc import Callable
from typing import Any

from reportlab.graphics.shapes import Drawing, Line, PolyLine, Rect, String
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer, Table

from lifecycle.reviews import chart
from lifecycle.reviews.pdf import style
from lifecycle.reviews.pdf.prose import table
from lifecycle.reviews.pdf.style import paragraph
from lifecycle.reviews.shown import Shown

_SHORT = 14  # rows
_TONES = {"reached": style.GOOD, "short": style.SHORT}


def flow(name: str, shown: Shown, width: float) -> list[Flowable]:
    """Nothing, where the block has nothing to show."""
    made = shown.blocks.get(name)
    return _BLOCKS[name](made, shown, width) if made else []


def _tiles(figures: list[dict[str, Any]], shown: Shown, width: float) -> list[Flowable]:
    cells = [_tile(figure) for figure in figures]
    found = Table([cells], [width / len(cells)] * len(cells), hAlign="LEFT")
    found.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("BACKGROUND", (0, 0), (-1, -1), style.SOFT),
            ("LINEAFTER", (0, 0), (-2, -1), 3, style.white),
            ("TOPPADDING", (0, 0), (-1, -1), 8),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
        ]
    )
    return [KeepTogether([found, Spacer(0, 4), *_sources(figures, shown)])]


def _tile(figure: dict[str, Any]) -> list[Flowable]:
    lines = [paragraph(figure["label"], style.LABEL), paragraph(figure["text"], style.BIG)]
    if figure["target"]:
        tone = _TONES.get(figure["tone"], style.QUIET)
        look = style.NOTE.clone("target", textColor=tone, fontName=style.MEDIUM)
        lines.append(paragraph(f"target: {figure['target']}", look))
    if figure["change"]:
        lines.append(paragraph(f"{figure['change']} since {figure['before']}", style.NOTE))
    return lines


def _sources(figures: list[dict[str, Any]], shown: Shown) -> list[Flowable]:
    """Each source once, with the moment at which it was asked."""
    said = dict.fromkeys(figure["source"] for figure in figures)
    return [_source("; ".join(said), shown)]


def _source(said: str, shown: Shown) -> Flowable:
    at = shown.content.get("taken_at", "").replace("T", " ")[:16]
    return paragraph(f"Source: {said}. Read on {at}.", style.SOURCE)


def _kept(table: Table, source: Flowable, rows: list) -> list[Flowable]:
    """A table of a page's part stays with its source."""
    return [KeepTogether([table, source])] if len(rows) <= _SHORT else [table, source]


def _figures(figures: list[dict[str, Any]], shown: Shown, width: float) -> list[Flowable]:
    head = ["", "This period", "Before", "Change"]
    rows = [[paragraph(text, style.CELL_HEAD) for text in head]]
    for figure in figures:
        cells = (figure["label"], figure["text"], figure["before"] or "–", figure["change"] or "–")
        rows.append([paragraph(text, style.CELL) for text in cells])
    return _kept(table(rows, width, (4, 2, 2, 2)), _sources(figures, shown)[0], rows)


def _usage(made: dict[str, Any], shown: Shown, width: float) -> list[Flowable]:
    months = shown.content["months"]
    head = ["Month", "Monthly users", "Daily users, mean", "Seats", "Target"]
    rows = [[paragraph(text, style.CELL_HEAD) for text in head]]
    for month in months:
        numbers = (month["mau"], month["dau"], month["seats"], month["target"])
        cells = [month["name"], *("–" if n is None else f"{n:,}" for n in numbers)]
        rows.append([paragraph(text, style.CELL) for text in cells])
    return [
        KeepTogether([_drawing(made["drawn"], shown.content["target"], width), Spacer(0, 6)]),
        *_kept(
            table(rows, width, (3, 2, 2, 2, 2)),
            _source(shown.content["months_source"], shown),
            rows,
        ),
    ]


def _drawing(drawn: chart.Chart, target: int, width: float) -> Drawing:
    """The coordinates of the page, turned upside down and made as wide as the paper."""
    scale, height = width / chart.WIDTH, chart.HEIGHT + 22
    found = Drawing(width, height * scale)
    found.scale(scale, scale)

    def up(y: float) -> float:
        return height - y

    for tick in drawn.y_ticks:
        found.add(
            Line(chart.LEFT, up(tick.at), chart.WIDTH - chart.RIGHT, up(tick.at),
                 strokeColor=style.LINE, strokeWidth=0.7)
        )  # fmt: skip
        found.add(_word(chart.LEFT - 6, up(tick.at) - 3.5, tick.text, anchor="end"))
    for tick in drawn.x_ticks:
        found.add(_word(tick.at, up(chart.HEIGHT - 8), tick.text, anchor="middle"))
    for bar in drawn.bars:
        fill = style.MAU if bar.tone == "mau" else style.DAU
        bottom = up(bar.y + bar.height)
        found.add(Rect(bar.x, bottom, bar.width, bar.height, fillColor=fill, strokeColor=None))
        ink = style.white if bar.inside else style.QUIET
        found.add(_word(bar.middle, up(bar.label_y), bar.label, anchor="middle", size=9, ink=ink))
    for line, tone, dash in (
        (drawn.seats, style.QUIET, None),
        (drawn.target, style.TARGET, (5, 4)),
    ):
        flat = [number for x, y in line for number in (x, up(y))]
        found.add(PolyLine(flat, strokeColor=tone, strokeWidth=1.5, strokeDashArray=dash))
    _legend(found, target)
    return found


def _legend(drawing: Drawing, target: int) -> None:
    x = chart.LEFT
    for text, tone in (
        ("Monthly users", style.MAU),
        ("Daily users, mean", style.DAU),
        ("Seats", style.QUIET),
        (f"Target, {target} % of seats", style.TARGET),
    ):
        drawing.add(Rect(x, 3, 14, 4, fillColor=tone, strokeColor=None))
        drawing.add(_word(x + 19, 2, text, anchor="start"))
        x += 40 + 6 * len(text)


def _word(
    x: float, y: float, text: str, *, anchor: str, size: int = 11, ink: style.Color = style.QUIET
) -> String:
    return String(
        x, y, text, textAnchor=anchor, fontName=style.REGULAR, fontSize=size, fillColor=ink
    )


def _features(features: list[dict[str, Any]], shown: Shown, width: float) -> list[Flowable]:
    rows = [[paragraph(text, style.CELL_HEAD) for text in ("Feature", "In use since", "")]]
    for feature in features:
        new = "new in this period" if feature["new"] else ""
        cells = (feature["name"], feature["since"], new)
        rows.append([paragraph(text, style.CELL) for text in cells])
    source = _source(shown.content["features_source"], shown)
    return _kept(table(rows, width, (3, 2, 2)), source, rows)


def _values(values: list, shown: Shown, width: float) -> list[Flowable]:
    head = ("Use case", "Expected", "Achieved", "Maturity")
    rows = [[paragraph(text, style.CELL_HEAD) for text in head]]
    for row in values:
        maturity = row.get_maturity_display() if row.maturity else "–"
        cells = (row.use_case, row.expected or "–", row.achieved or "–", maturity)
        rows.append([paragraph(text, style.CELL) for text in cells])
    return [table(rows, width, (3, 3, 3, 2))]


def _attendees(sides: list, shown: Shown, width: float) -> list[Flowable]:
    found: list[Flowable] = [CondPageBreak(60)]
    for label, people in sides:
        name = shown.account.name if label == "Customer" else label
        rows = [[paragraph(name, style.CELL_HEAD), paragraph("", style.CELL)]]
        rows += [
            [paragraph(person.name, style.CELL), paragraph(person.title, style.CELL)]
            for person in people
        ]
        found.append(table(rows, width, (2, 3)))
    return found


_BLOCKS: dict[str, Callable[[Any, Shown, float], list[Flowable]]] = {
    "attendees": _attendees,
    "key_figures": _tiles,
    "usage_chart": _usage,
    "features": _features,
    "contacts": _figures,
    "tickets": _figures,
    "values": _values,
}
