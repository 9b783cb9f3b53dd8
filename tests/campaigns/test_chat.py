"""Alerts as messages in Slack's format."""

import json

import pytest

from campaigns import chat

SAID = chat.Said(
    account="Flint & Thread",
    title="Health is red",
    severity=1,
    kind="Health is red",
    evidence=["The score is 3.20.", "Usage: 12 %, poor."],
    whose=["Maya Lindqvist", "no AE"],
    on="2026-01-05",
    account_url="https://portal.example.com/admin/accounts/account/1/change/",
    alert_url="https://portal.example.com/admin/lifecycle/alert/2/change/",
)


def test_message_has_words_for_notifications_and_blocks_for_the_channel():
    message = chat.message(SAID)
    head, why, foot = message["blocks"]
    assert message["text"] == "Flint &amp; Thread: Health is red"
    assert head["text"]["text"] == (
        ":red_circle: *<https://portal.example.com/admin/accounts/account/1/change/"
        "|Flint &amp; Thread>*: Health is red"
    )
    assert why["text"]["text"] == "• The score is 3.20.\n• Usage: 12 %, poor."
    assert "Maya Lindqvist, no AE" in foot["elements"][0]["text"]
    assert "lifecycle/alert/2" in foot["elements"][0]["text"]


def test_message_without_evidence_has_no_empty_block():
    assert len(chat.message(SAID._replace(evidence=[]))["blocks"]) == 2


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<!channel>", "&lt;!channel&gt;"),
        ("<@U123>", "&lt;@U123&gt;"),
        ("A|B>C", "A¦B&gt;C"),
        ("two\nlines", "two lines"),
        ("a*b", "a∗b"),
    ],
)
def test_names_cannot_command_slack(name, shown):
    message = chat.message(SAID._replace(account=name, title=name, evidence=[name]))
    assert f"|{shown}>*" in message["blocks"][0]["text"]["text"]
    assert "<!" not in json.dumps(message)
    assert "<@" not in json.dumps(message)


def test_long_message_is_cut_to_what_slack_takes():
    message = chat.message(SAID._replace(title="x" * 400, evidence=["y" * 900] * 9))
    assert len(message["text"]) == chat.TEXT_LIMIT
    assert all(len(block["text"]["text"]) < 3000 for block in message["blocks"][:2])
