"""The Markdown of sections: figures and blocks, and nothing harmful."""

import re

import pytest

from lifecycle.reviews import agenda, prose
from lifecycle.reviews.prose import Block, Prose

FIGURES = {"utilization": "84 %", "odd": "1 * 2 _x_ <b>"}


def pieces(text: str):
    return prose.pieces(text, agenda.BLOCKS, FIGURES)


def test_block_stands_in_a_line_of_its_own():
    assert pieces("Before\n{{ usage_chart }}\nAfter") == [
        Prose("Before"),
        Block("usage_chart"),
        Prose("After"),
    ]


def test_figure_is_written_out_within_a_sentence():
    assert pieces("It is {{utilization}} now.") == [Prose("It is 84 % now.")]


def test_figure_is_never_read_as_markup():
    (piece,) = pieces("So: {{ odd }}")
    assert prose.html(piece.markdown) == "<p>So: 1 * 2 _x_ &lt;b&gt;</p>\n"


def test_internal_block_is_no_block_of_the_review():
    assert pieces("{{ health }}") == [Prose("–")]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("fine {{ utilization }}", None),
        ("{{ values }}", None),
        ("one\n{{ utilisation }}", "Line 2: there is no figure or block called “utilisation”."),
        ("{{ health }}", "Line 1: {{ health }} is internal; it can stand in the note for us."),
        ("{{ }}", "Line 1: there is no figure or block called “”."),
    ],
)
def test_names_are_checked_line_by_line(text, complaint):
    known = agenda.known(FIGURES)
    if complaint is None:
        prose.check(text, known, agenda.INTERNAL_BLOCKS)
    else:
        with pytest.raises(prose.ProseError) as refused:
            prose.check(text, known, agenda.INTERNAL_BLOCKS)
        assert str(refused.value) == complaint


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://tracker.example/p.png)",
        "[x](data:text/html;base64,AAAA)",
        '<img src=x onerror="alert(1)">',
    ],
)
def test_nothing_harmful_becomes_html(text):
    html = prose.html(text)
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html


def test_headings_stand_below_the_sections_own_and_tables_are_known():
    html = prose.html("# A\n\n### B\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    assert html.startswith("<h3>A</h3>\n<h4>B</h4>\n<table>")


def test_text_can_be_quoted_with_its_figures_and_without_blocks():
    text = "{{ key_figures }}\n\nWe had {{ utilization }}."
    assert prose.written_out(text, agenda.BLOCKS, FIGURES) == "We had 84 %."


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("#### A", ["h3"]),
        ("## A\n\n### B\n\n## C", ["h3", "h4", "h3"]),
        ("# A\n\n###### B", ["h3", "h4"]),
        ("### A\n\n# B", ["h3", "h3"]),
        ("No heading", []),
    ],
)
def test_headings_leave_no_level_out_below_the_sections_own(text, levels):
    assert re.findall(r"<(h\d)>", prose.html(text)) == levels
