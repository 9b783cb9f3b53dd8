"""The Markdown of a body: the same words as HTML elements and as plain signs."""

import re

from tests.campaigns.mails import Page, opening_line, rendered


def test_values_stand_in_subject_text_and_html():
    mail = rendered("For {{ account_name }}.", subject="To {{ account_name }}")
    assert mail.subject == "To Analytical Engines"
    assert opening_line(mail.text) == "For Analytical Engines."
    assert "<p" in mail.html and "For Analytical Engines.</p>" in mail.html


def test_markdown_becomes_elements_in_html_and_plain_signs_in_text():
    mail = rendered("**Bold** and `code`\n\n- one\n- two\n\n1. first\n2. second\n\n> said")
    for tag in ("strong", "code", "ul", "ol", "blockquote"):
        assert tag in Page(mail.html).tags
    assert mail.text.startswith(
        "Bold and `code`\n\n- one\n- two\n\n1. first\n2. second\n\n> said\n\nGrace Hopper"
    )


def test_nested_list_and_code_block_are_indented_in_text():
    mail = rendered("- one\n  - inner\n- two\n\n```\nrun this\n```")
    assert mail.text.startswith("- one\n  - inner\n- two\n\n    run this\n")


def test_link_target_may_be_a_variable():
    mail = rendered(
        "See [the plan]({{ booking_url }}) today.", booking_url="https://b.example/?a=1&b=2"
    )
    assert "https://b.example/?a=1&b=2" in Page(mail.html).targets
    assert opening_line(mail.text) == "See the plan (https://b.example/?a=1&b=2) today."


def test_paragraph_of_one_link_becomes_a_table_button():
    mail = rendered("[Book a call]({{ booking_url }})")
    button = re.search(r"<td[^>]*bgcolor[^>]*>\s*<a [^>]*>Book a call</a>", mail.html)
    assert button and 'href="https://portal.example/book/' in button[0]
    assert mail.text.startswith("Book a call:\nhttps://portal.example/book/")


def test_mailto_value_is_a_link_in_html_and_a_mailbox_in_text():
    mail = rendered(
        "[Book a call]({{ booking_url }})", booking_url="mailto:ta@vendor.example?subject=A%20call"
    )
    assert "mailto:ta@vendor.example?subject=A%20call" in Page(mail.html).targets
    assert mail.text.startswith("Book a call:\nta@vendor.example\n")


def test_words_inside_a_written_target_are_quoted():
    mail = rendered(
        "[Write]({{ help_url }}) or [mail](mailto:{{ sender_email }}?cc={{ account_name }}).",
        account_name="A & B?x=1",
    )
    assert "mailto:grace.hopper@vendor.example?cc=A%20%26%20B%3Fx%3D1" in Page(mail.html).targets
