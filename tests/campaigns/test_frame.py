"""The frame of a mail: who writes, why, how to stop, in any brand, light or dark."""

import re

import pytest

from campaigns.compose import Brand, Copy, compile_copy
from campaigns.variables import samples
from tests.campaigns.mails import Page, compiled, rendered


def test_frame_says_who_writes_why_and_how_to_stop():
    mail = rendered()
    for said in (
        "Grace Hopper",
        "You get this because",
        "Vendor & Sons",
        "1 Market <Road>, London",
    ):
        assert said in mail.text
        assert said in Page(mail.html).words
    for target in ("preferences_url", "unsubscribe_url"):
        assert samples()[target] in Page(mail.html).targets
        assert samples()[target] in mail.text


def test_html_is_one_document_with_inlined_style_and_dark_mode():
    html = rendered("Hello.").html
    page = Page(html)
    assert page.tags.count("html") == page.tags.count("body") == 1
    assert 'lang="en"' in html
    assert re.search(r'<p style="[^"]*margin: 0 0 16px', html)
    assert "prefers-color-scheme: dark" in html
    assert not {"script", "link", "img", "iframe", "form"} & set(page.tags)
    assert "googleapis" not in html


def test_preheader_is_hidden_at_the_top_of_the_html_only():
    mail = compiled(preheader="Only for {{ account_name }}").render(samples())
    hidden = re.search(r'<div style="display:\s*none[^>]*>([^<]*)</div>', mail.html)
    assert hidden and hidden[1] == "Only for Analytical Engines"
    assert "Only for" not in mail.text


@pytest.mark.parametrize(
    ("colour", "words"), [("#ffcc00", "#14151a"), ("#102030", "#ffffff"), ("#FFFFFF", "#14151a")]
)
def test_button_words_can_be_read_on_any_brand_colour(colour, words):
    brand = Brand("V", "Team", "Road", colour)
    html = compile_copy(Copy("S", "P", "[Go]({{ help_url }})"), brand).render(samples()).html
    assert re.search(rf"<a [^>]*color:\s*{words}[^>]*>Go</a>", html)


def test_colour_that_is_none_is_refused():
    with pytest.raises(ValueError, match="#rrggbb"):
        Brand("V", "Team", "Road", "red;background:url(x)")


def test_figures_are_a_data_table_with_bars_and_a_list_in_text():
    mail = rendered("{{ figures }}", figure_utilization="112%")
    assert mail.html.count('scope="row"') == 5
    assert 'width="100%"' in mail.html and 'width="33%"' in mail.html
    assert "  share of seats      112% (goal 80%)" in mail.text


def test_unknown_figures_are_said_to_be_unknown_and_draw_no_bar():
    values = {name: value for name, value in samples().items() if name != "figure_usage"}
    mail = compiled("{{ figures }}").render(values)
    assert "not known yet" in mail.html and "not known yet" in mail.text
    assert 'width="0%"' in mail.html
