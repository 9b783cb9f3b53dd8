"""Tests of the Markdown of team members."""

import pytest

from accounts import prose


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**Ask** them", "<p><strong>Ask</strong> them</p>\n"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("![x](https://example.com/x.png)", "<p>!<a "),
    ],
)
def test_markdown_becomes_html_that_is_safe(text, html):
    assert prose.html(text).startswith(html)


def test_markdown_knows_tables():
    assert "<td>7</td>" in prose.html("| Seats |\n|---|\n| 7 |")
