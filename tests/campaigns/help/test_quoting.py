"""What somebody wrote in a mail, without what they answered to."""

import pytest

from campaigns.help.quoting import own_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Thanks, that works.", "Thanks, that works."),
        ("It works.\r\n\r\nOn Mon, 1 Jun 2026, Grace wrote:\r\n> Try it", "It works."),
        ("Ja.\n\nAm 1. Juni 2026 schrieb Grace Hopper <g@v.example>:\n> Geht es?", "Ja."),
        (
            "Yes.\n\nOn Mon, 1 Jun 2026 at 10:00, Grace Hopper <grace@vendor.example>\nwrote:\n> x",
            "Yes.",
        ),
        ("No.\n\n-----Original Message-----\nFrom: Grace", "No."),
        ("No.\n\nFrom: Grace Hopper <g@v.example>\nSent: Monday\nTo: Ada", "No."),
        ("Hello\n-- \nAda Lovelace\nAnalytical Engines", "Hello"),
        ("First\n> quoted\nSecond", "First\nSecond"),
        ("I wrote from: the office, and it works", "I wrote from: the office, and it works"),
        ("On it.", "On it."),
        ("> all of it quoted", "> all of it quoted"),
        ("", ""),
    ],
)
def test_own_words(text, words):
    assert own_words(text) == words


def test_endless_mails_are_cut():
    assert len(own_words("x" * 100_000)) == 20_000
