"""What no value can do to a mail, and what no copy may ask of a variable."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.compose import CopyError, RenderError
from campaigns.variables import VARIABLES, samples
from tests.campaigns.mails import Page, compiled, opening_line, rendered


@pytest.mark.parametrize("value", [None, "", "  "])
def test_fallback_stands_in_for_a_missing_value(value):
    values = samples() | ({} if value is None else {"contact_first_name": value})
    if value is None:
        del values["contact_first_name"]
    mail = compiled("Hi {{ contact_first_name | you <there> }},").render(values)
    assert opening_line(mail.text) == "Hi you <there>,"
    assert "Hi you &lt;there&gt;," in mail.html


@pytest.mark.parametrize("value", ["", " \n"])
def test_missing_required_value_is_refused_by_name(value):
    with pytest.raises(RenderError, match="account_name has no value"):
        rendered("{{ account_name }}", account_name=value)


def test_every_missing_value_the_frame_itself_needs_is_refused():
    for name in ("sender_name", "why_line", "preferences_url", "unsubscribe_url"):
        with pytest.raises(RenderError, match=name):
            rendered(**{name: ""})


# Hostile values.


def test_markup_in_a_value_stays_words():
    hostile = "<script>alert(1)</script> **x** [y](javascript:z) {{ seats }} \"'&"
    mail = rendered("Hi {{ account_name }}!", account_name=hostile)
    assert opening_line(mail.text) == f"Hi {hostile}!"
    assert f"Hi {hostile}!" in Page(mail.html).words
    assert Page(mail.html).tags == Page(rendered("Hi {{ account_name }}!").html).tags


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\u2028", "\x85"])
def test_line_break_in_a_value_ends_no_header(line_break):
    value = f"Acme{line_break}Bcc: all@x.example"
    mail = rendered("{{ account_name }}", subject="For {{ account_name }}", account_name=value)
    assert mail.subject == "For Acme Bcc: all@x.example"
    assert opening_line(mail.text) == "Acme Bcc: all@x.example"


def test_signs_nobody_can_see_are_dropped_but_joined_letters_stay():
    mail = rendered("{{ account_name }}", account_name="evil\u202egpj.exe\x00 می\u200cخواهم")
    assert opening_line(mail.text) == "evil gpj.exe می\u200cخواهم"


@pytest.mark.parametrize(
    "value",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/relative",
        "https://a.example/ onclick=x",
        'https://a.example/"onclick="x',
        "https://a.example/\nBcc: x",
        "https://a.example/<script>",
    ],
)
def test_address_that_is_no_plain_web_or_mail_address_is_refused(value):
    with pytest.raises(RenderError, match="booking_url is neither"):
        rendered("[Go]({{ booking_url }})", booking_url=value)


def test_width_takes_nothing_but_a_number():
    mail = rendered("{{ figures }}", figure_utilization='9"onload="x')
    assert 'width="9%"' in mail.html
    assert not Page(mail.html).handlers


def test_mail_that_grows_too_long_is_refused():
    with pytest.raises(RenderError, match="longer than"):
        rendered("{{ account_name }}", account_name="ü" * 60_000)


def test_subject_that_grows_too_long_is_cut():
    mail = rendered(subject="{{ account_name }}", account_name="x" * 999)
    assert len(mail.subject) == 250 and mail.subject.endswith("x…")


@given(st.sampled_from([name for name in VARIABLES if name != "figures"]), st.text(max_size=60))
def test_no_value_changes_the_elements_of_a_mail(name, value):
    try:
        hostile = EVERYTHING.render(samples() | {name: value})
    except RenderError:
        return
    assert Page(hostile.html).tags == EVERYTHING_TAGS
    assert not Page(hostile.html).handlers
    assert hostile.subject.isprintable()


EVERYTHING = compiled(
    "\n\n".join(
        f"[{{{{ {v.name} | none }}}}]({{{{ {v.name} | https://x.example/ }}}})"
        if v.kind == "url"
        else f"{{{{ {v.name} | none }}}} and `{{{{ {v.name} | none }}}}`"
        for v in VARIABLES.values()
        if v.kind != "block"
    )
    + "\n\n{{ figures }}",
    subject="{{ contact_first_name | you }} {{ account_name }}",
)
EVERYTHING_TAGS = Page(EVERYTHING.render(samples()).html).tags


# What a copy may not be.


@pytest.mark.parametrize(
    ("body", "line", "message"),
    [
        ("One\n\n{{ acount_name }}", 3, "there is no variable acount_name"),
        ("One\n{{ account_name }", 2, "has a {"),
        ("One\n\n\n{ account_name }}", 4, "has a {"),
        ("account_name }}", 1, "has a }"),
        ("{{ account_name\n}}", 1, "has a {"),
        ("{{ account_name.upper }}", 1, "has a {"),
        ("{{ account_name | {{ seats }} }}", 1, "has a {"),
        ("{% if seats %}", 1, "has a {"),
        ("a\n{{ contact_first_name }}", 2, "contact_first_name may be missing"),
        ("a\n\nb {{ figures }}", 3, "alone in its paragraph"),
        ("- {{ figures }}", 1, "alone in its paragraph"),
        ("```\n{{ figures }}\n```", 1, "alone in its paragraph"),
        ("## {{ figures }}", 1, "alone in its paragraph"),
        ("{{ figures | none }}", 1, "stand alone"),
        ("a\nb [x](javascript:alert)", 2, "a link leads to"),
        ("![x](/picture.png)", 1, "a link leads to"),
        ("[x]({{ account_name }})", 1, "account_name is not an address"),
        ("[x]({{ hub_url | nowhere }})", 1, "fallback of hub_url"),
        ("# Big", 1, "headings are"),
        ("a\n\ue000", 2, "a character nobody can see"),
        ("  \n", 1, "is empty"),
        ("word " * 30_000, 1, "longer than"),
    ],
)
def test_mistake_in_the_body_is_refused_with_its_line(body, line, message):
    with pytest.raises(CopyError, match=re.escape(message)) as caught:
        compiled(body)
    assert (caught.value.field, caught.value.line) == ("body", line)


@pytest.mark.parametrize(
    ("subject", "message"),
    [
        ("", "is empty"),
        ("{{ figures }}", "only stand alone"),
        ("{{ nobody }}", "there is no variable"),
        ("x" * 151, "is 151 characters"),
    ],
)
def test_mistake_in_the_subject_is_refused(subject, message):
    with pytest.raises(CopyError, match=message) as caught:
        compiled(subject=subject)
    assert caught.value.field == "subject"


def test_html_in_a_copy_is_shown_not_obeyed():
    mail = rendered("<script>x</script> <b onclick=y>bold</b>")
    assert "<script>x</script> <b onclick=y>bold</b>" in Page(mail.html).words
    assert "script" not in Page(mail.html).tags
