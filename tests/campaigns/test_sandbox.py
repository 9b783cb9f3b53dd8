"""Attacks on the templates of mails: a copy that asks too much, a value that would be more."""

import time

import pytest

from campaigns.compose import PART_LIMIT, CopyError, RenderError, compile_for
from campaigns.compose import Copy as MailCopy
from tests.campaigns.mails import BRAND, Page, compiled, rendered

NAME = "contact_first_name"

# What a copy must not reach: attributes, items, calls, tags, files, settings, other languages.
COPIES = [
    "{{ account_name.__class__ }}",
    "{{ account_name.__class__.__mro__[1].__subclasses__() }}",
    "{{ account_name['__class__'] }}",
    "{{ account_name.pk }}",
    "{{ __import__('os').system('id') }}",
    "{{ settings.SECRET_KEY }}",
    "{{ request.user }}",
    "{{ 7*7 }}",
    "{{ account_name() }}",
    "{% include '/etc/passwd' %}",
    "{% extends 'admin/base.html' %}",
    "{% load os %}",
    "{% debug %}",
    "{% for x in y %}x{% endfor %}",
    "{% if account_name %}x{% endif %}",
    "{# hidden #}",
    "${account_name}{{",
    "{{ {{ account_name }} }}",
    "{{{ account_name }}}",
    "{{ account_name",
    "account_name }}",
    "{{ account_name }}}",
    "{{\naccount_name\n}}x{{",
    "{{ self }}",
    "{{ figures }} inside a line",
    "{{ unsubscribe_url }}{{ nothing }}",
]
LINKS = [
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,<script>)",
    "[x](vbscript:x)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/relative)",
    "[x](ftp://evil.example)",
    "[x](\x01javascript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x]({{ account_name }})",
    "[x]({{ help_url | javascript:alert(1) }})",
    "<javascript:alert(1)>",
]
MARKUP = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe src=https://evil.example></iframe>",
    "<style>*{display:none}</style>",
    "<form action=https://evil.example><input name=p></form>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<!-- <mj-include path='/etc/passwd' /> -->",
    "<mj-raw><script>alert(1)</script></mj-raw>",
    "<mj-include path='/etc/passwd' />",
    "</mj-text></mj-column><mj-raw>x</mj-raw>",
    "<![CDATA[<script>]]>",
    "@@0@@ $body ${style}",
    "![x](https://evil.example/pixel.png)",
    '" onmouseover="alert(1)',
]
VALUES = [
    *MARKUP,
    "{{ account_name }}",
    "{% include 'x' %}",
    "{{ settings.SECRET_KEY }}",
    "[x](javascript:alert(1))",
    "# heading\n\n[x](https://evil.example)",
    "\u202egnp.exe\u202c",
    "\u2066\u2069\u200b\ufeff",
    "Ada\r\nBcc: everybody@evil.example",
    "Ada\nX: y\u2028z\u2029\x85\x0b\x0c\x00",
    "\ue000" + "1" + "\ue001",
    "x" * 5_000,
]
INVISIBLE = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u2028\u2029\ufeff\x00\x85"
ACTIVE = {"script", "iframe", "svg", "form", "input", "object", "embed", "base", "style2"}


def harmless(html: str, *, links: int) -> None:
    page = Page(html)
    assert not ACTIVE & set(page.tags)
    assert page.handlers == []
    assert "evil.example" not in " ".join(page.targets)
    assert all(target.startswith(("https:", "http:", "mailto:")) for target in page.targets)
    assert len(page.targets) == links
    assert page.tags.count("style") == Page(rendered().html).tags.count("style")


@pytest.mark.parametrize("body", COPIES)
@pytest.mark.parametrize("field", ["body", "subject", "preheader"])
def test_copy_that_reaches_for_more_than_variables_is_refused(body, field):
    fields = {"subject": "S", "preheader": "P", "body": "B", field: body}
    if field != "body" and body.startswith("{{ figures"):
        body = fields[field] = "{{ figures }}"
    with pytest.raises(CopyError):
        compile_for(MailCopy(**fields), BRAND, frozenset())


@pytest.mark.parametrize("words", ["safe", "attr('x')", "join(self)", "<b>x</b>"])
def test_what_follows_a_bar_is_a_fallback_in_words_and_no_filter(words):
    mail = rendered(f"{{{{ {NAME} | {words} }}}}", **{NAME: "<i>Ada</i>"})
    assert "&lt;i&gt;Ada" in mail.html
    assert "<b>" not in rendered(f"{{{{ {NAME} | {words} }}}}", **{NAME: ""}).html


@pytest.mark.parametrize("body", LINKS)
def test_link_that_leads_to_no_web_or_mail_address_is_refused_or_plain_words(body):
    plain = len(Page(rendered().html).targets)
    try:
        mail = rendered(body)
    except (CopyError, RenderError):
        return
    harmless(mail.html, links=plain)


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_a_copy_is_words(markup):
    plain = len(Page(rendered().html).targets)
    try:
        mail = rendered(f"Hello\n\n{markup}")
    except CopyError:
        return
    page = Page(mail.html)
    assert not ACTIVE & set(page.tags)
    assert page.handlers == []
    assert "passwd" not in mail.html or "/etc/passwd" in page.words
    assert len([t for t in page.targets if "javascript" in t]) == 0
    assert len(page.targets) <= plain + 1


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize(
    "body", [f"Hi {{{{ {NAME} | x }}}}", f"- **{{{{ {NAME} | x }}}}**", f"`{{{{ {NAME} | x }}}}`"]
)
def test_value_is_words_wherever_it_stands(value, body):
    plain = len(Page(rendered().html).targets)
    mail = rendered(body, subject=f"For {{{{ {NAME} | x }}}}", **{NAME: value})
    harmless(mail.html, links=plain)
    assert mail.subject.isprintable()
    assert len(mail.subject) <= 250
    assert not set(INVISIBLE) & set(mail.subject + mail.text + Page(mail.html).words)
    assert "Bcc:" not in [line[:4] for line in mail.text.splitlines()]


@pytest.mark.parametrize(
    "value",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        " javascript:alert(1)",
        "data:text/html;base64,PHNjcmlwdD4=",
        'https://evil.example/" onclick="x',
        "https://evil.example/<script>",
        "https://evil.example/\r\nX: y",
        "//evil.example",
        "help",
    ],
)
def test_address_in_a_value_is_one_or_refused(value):
    try:
        mail = rendered("[Go]({{ help_url }})", help_url=value)
    except RenderError:
        return
    page = Page(mail.html)
    assert page.handlers == [] and "script" not in page.tags


@pytest.mark.parametrize(
    "body",
    [
        "{{ account_name }} " * 20_000,
        "*" * 50_000,
        "[" * 20_000,
        "> " * 20_000,
        "- " * 10_000 + "x",
        "`" * 30_000,
        "<" * 50_000,
        "[x](https://a.example/" + "(" * 20_000 + ")",
        "x" * (PART_LIMIT + 1),
        "\n".join(f"{'  ' * n}- x" for n in range(400)),
    ],
    ids=lambda body: f"{body[:6]!r} x {len(body)}",
)
def test_huge_copy_is_done_with_in_seconds(body):
    began = time.process_time()
    try:
        mail = compiled(body)
    except (CopyError, RecursionError):
        mail = None
    assert time.process_time() - began < 8
    if mail:
        assert len(mail.html.join([""] * len(mail.needs)).encode()) <= PART_LIMIT * 2


def test_values_cannot_blow_a_mail_up():
    with pytest.raises(RenderError, match="longer"):
        rendered("{{ account_name }} " * 40, account_name="x" * 5_000)
