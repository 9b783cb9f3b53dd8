"""A mail's copy, compiled once to be rendered for many people by joining.

    copy = parse_copy(path.read_text())
    compiled = compile_copy(copy, brand)      # milliseconds: Markdown, MJML, inlining, all checks
    rendered = compiled.render(values)        # microseconds: escapes the values and joins

What can be wrong with a copy is a CopyError when it is compiled; what can be wrong with the values
of one person is a RenderError when that person's mail is rendered.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from campaigns import conditions
from campaigns.frame import Brand, frame_html, frame_text
from campaigns.markup import read_body
from campaigns.placeholders import (
    IN_HTML,
    IN_TEXT,
    MARK,
    CopyError,
    Cutter,
    Need,
    Parts,
    Places,
    RenderError,
)
from campaigns.variables import VARIABLES

__all__ = [
    "Brand",
    "Compiled",
    "Copy",
    "CopyError",
    "RenderError",
    "Rendered",
    "check",
    "compile_copy",
    "compile_for",
    "parse_copy",
    "used_variables",
    "write_copy",
]

SUBJECT_LIMIT = 150
SENT_SUBJECT_LIMIT = 250
PART_LIMIT = 100_000  # bytes; some clients hide what comes after 102,000


@dataclass(frozen=True, slots=True)
class Copy:
    """What a person writes; the line numbers say where in their file each field begins."""

    subject: str
    preheader: str
    body: str
    subject_line: int = 1
    preheader_line: int = 1
    body_line: int = 1


class Rendered(NamedTuple):
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Compiled:
    """A mail cut into literal pieces and places for values; nothing in it ever changes."""

    subject: Parts
    text: Parts
    html: Parts
    needs: tuple[Need, ...]

    @property
    def variables(self) -> frozenset[str]:
        """Every variable the mail uses, those of its frame and figures included."""
        return frozenset(need.name for need in self.needs)

    def names_in(self, part: Parts) -> frozenset[str]:
        return frozenset(self.needs[need].name for _, need in part.holes)

    def render(self, values: Mapping[str, str]) -> Rendered:
        """The mail for these values, or RenderError naming the variable that forbids it."""
        written = self._write(values)
        subject = self.subject.join(written)
        if len(subject) > SENT_SUBJECT_LIMIT:
            subject = subject[: SENT_SUBJECT_LIMIT - 1].rstrip() + "…"
        rendered = Rendered(subject, self.text.join(written), self.html.join(written))
        for part in rendered:
            # A character is at most 4 bytes, so short parts need no counting.
            if len(part) > PART_LIMIT // 4 and len(part.encode()) > PART_LIMIT:
                raise RenderError("the mail", f"is longer than {PART_LIMIT:,} bytes")
        return rendered

    def _write(self, values: Mapping[str, str]) -> list[str]:
        written = []
        for name, write, otherwise in self.needs:
            value = values.get(name)
            if value and not value.isspace():
                try:
                    written.append(write(value))
                except ValueError as mistake:
                    raise RenderError(name, str(mistake)) from None
            elif otherwise is not None:
                written.append(otherwise)
            else:
                raise RenderError(name, "has no value")
        return written


def compile_copy(copy: Copy, brand: Brand) -> Compiled:
    """Everything that is the same for every recipient, done and checked."""
    places = Places()
    if not copy.subject.strip():
        raise CopyError(copy.subject_line, "is empty", "subject")
    if not copy.body.strip():
        raise CopyError(copy.body_line, "is empty", "body")
    subject = places.mark(_one_line(copy.subject), field="subject", line=copy.subject_line)
    preheader = places.mark(_one_line(copy.preheader), field="preheader", line=copy.preheader_line)
    body = places.mark(copy.body, line=copy.body_line, blocks=True)
    _refuse_long_subject(subject, places, copy.subject_line)
    blocks = read_body(body, places, line=copy.body_line)
    html = frame_html(blocks, subject=subject, preheader=preheader, brand=brand, places=places)
    text = frame_text(blocks, brand=brand, places=places)
    if max(len(html.encode()), len(text.encode())) > PART_LIMIT:
        raise CopyError(copy.body_line, f"the mail is longer than {PART_LIMIT:,} bytes")
    cutter = Cutter(places)
    parts = cutter.cut(subject, IN_TEXT), cutter.cut(text, IN_TEXT), cutter.cut(html, IN_HTML)
    return Compiled(*parts, needs=cutter.needs)


def compile_for(copy: Copy, brand: Brand, holding: Collection[str]) -> Compiled:
    """The copy as somebody reads it of whom these products and roles hold."""
    body = conditions.select(copy.body, holding, line=copy.body_line)
    return compile_copy(replace(copy, body=body), brand)


def check(copy: Copy, brand: Brand) -> None:
    """Raise CopyError unless the copy can be compiled, whoever reads it."""
    for holding in {conditions.names(copy.body), frozenset()}:
        compile_for(copy, brand, holding)


def used_variables(copy: Copy) -> frozenset[str]:
    """The variables that the copy itself names, without those of the frame; checks nothing else."""
    places = Places()
    places.mark(copy.subject, field="subject", line=copy.subject_line)
    places.mark(copy.preheader, field="preheader", line=copy.preheader_line)
    places.mark(copy.body, line=copy.body_line, blocks=True)
    return frozenset(place.name for place in places.found)


def parse_copy(source: str) -> Copy:
    """Reads a copy file: `subject` and `preheader` between two lines of dashes, then the body."""
    lines = source.removeprefix("\ufeff").splitlines()
    if not lines or lines[0].rstrip() != "---":
        raise CopyError(1, "a copy file begins with a line of three dashes", "front matter")
    found: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(lines[1:], start=2):
        if line.rstrip() == "---":
            break
        key, colon, words = line.partition(":")
        key = key.strip()
        if not line.strip():
            continue
        if not colon or key not in ("subject", "preheader"):
            raise CopyError(number, "only subject: and preheader: stand here", "front matter")
        if key in found:
            raise CopyError(number, f"{key} is given twice", "front matter")
        found[key] = _unquoted(words.strip()), number
    else:
        raise CopyError(len(lines), "the second line of three dashes is missing", "front matter")
    for key in ("subject", "preheader"):
        if key not in found:
            raise CopyError(1, f"{key} is missing", "front matter")
    if not found["subject"][0]:
        raise CopyError(found["subject"][1], "subject is missing", "front matter")
    (subject, subject_line), (preheader, preheader_line) = found["subject"], found["preheader"]
    body = lines[number:]
    blank = next((index for index, line in enumerate(body) if line.strip()), len(body))
    return Copy(
        subject,
        preheader,
        "\n".join(body[blank:]).rstrip() + "\n",
        subject_line=subject_line,
        preheader_line=preheader_line,
        body_line=number + blank + 1,
    )


def write_copy(copy: Copy) -> str:
    """The file that `parse_copy` reads as this copy, whatever line ends and edges it has."""
    lines = copy.body.splitlines()
    blank = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    body = "\n".join(lines[blank:]).rstrip()
    head = [f"{name}: {_quoted(getattr(copy, name))}" for name in ("subject", "preheader")]
    return "\n".join(["---", *head, "---", body, ""])


def _quoted(words: str) -> str:
    said = _one_line(words)
    return f'"{said}"' if not said or said[0] == said[-1] == '"' else said


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _unquoted(words: str) -> str:
    quoted = len(words) >= 2 and words[0] == words[-1] == '"'
    return words[1:-1] if quoted else words


def _refuse_long_subject(marked: str, places: Places, line: int) -> None:
    """Judged as it would read with the sample values."""
    read = MARK.sub(lambda mark: VARIABLES[places.found[int(mark[2])].name].sample, marked)
    if len(read) > SUBJECT_LIMIT:
        raise CopyError(line, f"is {len(read)} characters, {SUBJECT_LIMIT} at most", "subject")
