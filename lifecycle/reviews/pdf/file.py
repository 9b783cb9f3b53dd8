"""Lays a review out on pages: title, points of the agenda, sign-off."""

from collections.abc import Iterator
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    HRFlowable,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Spacer,
)

from lifecycle.models import ReviewSide, ReviewState
from lifecycle.reviews.brand import Brand
from lifecycle.reviews.pdf import blocks, prose, style
from lifecycle.reviews.pdf.style import paragraph
from lifecycle.reviews.rhythm import spelled
from lifecycle.reviews.shown import Point, Shown

SIDE, TOP, FOOT = 22 * mm, 22 * mm, 24 * mm
WIDTH = A4[0] - 2 * SIDE


def write(shown: Shown, brand: Brand) -> bytes:
    """The same bytes for the same review."""
    style.fonts()
    target = BytesIO()
    review = shown.review
    layout = BaseDocTemplate(
        target,
        pagesize=A4,
        title=f"{review.title} – {shown.account.name}",
        author=brand.team,
        subject=f"{review.from_on} to {review.until_on}",
        lang="en",
        invariant=1,
    )
    room = Frame(SIDE, FOOT, WIDTH, A4[1] - TOP - FOOT, 0, 0, 0, 0)
    cover = Frame(SIDE, FOOT, WIDTH, A4[1] - 105 * mm - FOOT, 0, 0, 0, 0)
    layout.addPageTemplates(
        [
            PageTemplate("cover", cover, onPage=lambda canvas, _: _cover(canvas, shown, brand)),
            PageTemplate("page", room),
        ]
    )
    layout.build(list(_story(shown)), canvasmaker=_numbered(shown, brand))
    return target.getvalue()


def _story(shown: Shown) -> Iterator[Flowable]:
    yield from _front(shown)
    yield NextPageTemplate("page")
    yield PageBreak()
    for number, point in enumerate(shown.points, 1):
        yield from _point(number, point, shown)
    yield from _sign_off(shown)


def _front(shown: Shown) -> Iterator[Flowable]:
    review = shown.review
    yield paragraph(review.title, style.TITLE)
    yield paragraph(shown.account.name, style.CUSTOMER)
    yield paragraph(f"{spelled(review.from_on)} to {spelled(review.until_on)}", style.FACT)
    if review.held_on:
        yield paragraph(f"Held on {spelled(review.held_on)}", style.FACT)
    elif review.planned_on:
        yield paragraph(f"Planned for {spelled(review.planned_on)}", style.FACT)
    if shown.content:
        at = shown.content["taken_at"].replace("T", " ")[:16]
        yield paragraph(f"Figures as they were read on {at}", style.FACT)
    if review.revision > 1:
        yield paragraph(f"Revision {review.revision}: {review.why_revised}", style.FACT)
    yield Spacer(0, 16)
    for number, point in enumerate(shown.points, 1):
        yield paragraph(f"{number}  {point.title}", style.FACT)


def _point(number: int, point: Point, shown: Shown) -> Iterator[Flowable]:
    flows: list[Flowable] = []
    for piece in point.pieces:
        flows += (
            blocks.flow(piece.block, shown, WIDTH)
            if piece.block
            else prose.flow(piece.markdown, WIDTH)
        )
    if point.empty:
        flows = [paragraph("Left open for our conversation.", style.QUOTE)]
    head = [
        paragraph(f"{number}  {point.title}", style.H1),
        HRFlowable(width="100%", color=style.LINE, spaceAfter=8),
    ]
    # Headings never stand alone at the foot of a page.
    kept = next((n for n, flow in enumerate(flows, 1) if not flow.getKeepWithNext()), len(flows))
    yield KeepTogether([*head, *flows[:kept]])
    yield from flows[kept:]
    yield Spacer(0, 18)


def _sign_off(shown: Shown) -> Iterator[Flowable]:
    by_side = {found.side: found for found in shown.signatures}
    rows = [[paragraph(text, style.CELL_HEAD) for text in ("", "Name", "Role", "Date")]]
    for side, label in ReviewSide.choices:
        found = by_side.get(side)
        name = shown.account.name if side == ReviewSide.CUSTOMER else label
        said = (found.name, found.title, spelled(found.signed_on)) if found else (" ", " ", " ")
        rows.append([paragraph(text, style.CELL) for text in (name, *said)])
    flows = [paragraph("Sign-off", style.H1), prose.table(rows, WIDTH, (3, 3, 3, 2))]
    if shown.review.seal:
        seal = f"What was signed carries the seal {shown.review.seal[:16]}."
        flows.append(paragraph(seal, style.SOURCE))
    yield KeepTogether(flows)


def _cover(canvas: Canvas, shown: Shown, brand: Brand) -> None:
    """The vendor's colour across the head of the first page."""
    height = 62 * mm
    canvas.setFillColor(style.colour(brand.colour))
    canvas.rect(0, A4[1] - height, A4[0], height, stroke=0, fill=1)
    canvas.setFillColor(style.on(brand.colour))
    canvas.setFont(style.BOLD, 20)
    canvas.drawString(SIDE, A4[1] - 34 * mm, brand.name)
    canvas.setFont(style.REGULAR, 11)
    canvas.drawString(SIDE, A4[1] - 42 * mm, brand.team)
    if shown.review.state == ReviewState.DRAFT:
        canvas.setFont(style.BOLD, 11)
        canvas.drawRightString(A4[0] - SIDE, A4[1] - 34 * mm, "Draft")


def _numbered(shown: Shown, brand: Brand) -> type[Canvas]:
    """A canvas that writes its feet when it knows how many pages there are."""
    foot = f"{shown.account.name} · {shown.review.title}"
    if len(foot) > 90:
        foot = f"{foot[:88]}…"

    class Numbered(Canvas):
        def __init__(self, *args, **kwargs) -> None:
            super().__init__(*args, **kwargs)
            self._kept: list[dict] = []

        def showPage(self) -> None:
            self._kept.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self._kept, 1):
                self.__dict__.update(page)
                if number > 1:
                    self._foot(number, len(self._kept))
                super().showPage()
            super().save()

        def _foot(self, number: int, pages: int) -> None:
            self.setStrokeColor(style.LINE)
            self.line(SIDE, 17 * mm, A4[0] - SIDE, 17 * mm)
            words = paragraph(foot, style.NOTE)
            words.wrap(WIDTH - 30 * mm, 12)
            words.drawOn(self, SIDE, 11 * mm)
            self.setFillColor(style.QUIET)
            self.setFont(style.REGULAR, 8)
            self.drawRightString(A4[0] - SIDE, 12 * mm, f"{number} of {pages}")

    return Numbered
