"""Tests of a definition as the text that people edit."""

import pytest

from lifecycle import yaml_text
from lifecycle.playbooks import library, source

TEXT = """\
name: Ask for a reference
trigger: {kind: by_hand}
programmes:
  scaled:
steps:
- key: ask
  title: Ask the champion
  owner: ta
  due: {from: opened, days: 7}
  document: letter
"""


def test_definition_is_read_from_its_text():
    found = source.read("any", TEXT, templates={"letter"})
    assert found["steps"][0]["due"] == {"from": "opened", "days": 7}
    assert source.write(found) == TEXT


def test_every_starter_playbook_can_be_written_and_read_again():
    found = library.read()
    for slug, definition in found.playbooks.items():
        text = source.write(definition)
        assert source.read(slug, text, templates=found.templates) == definition


def test_text_is_the_same_whatever_order_a_database_gives():
    found = source.read("any", TEXT, templates={"letter"})
    turned = dict(reversed(found.items()))
    turned["steps"] = [dict(reversed(step.items())) for step in found["steps"]]
    assert source.write(turned) == TEXT


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("kind: by_hand", "kind: by_foot", 2, "by_foot"),
        ("owner: ta", "owner: tax", 8, "tax"),
        ("days: 7", "days: soon", 9, "whole number"),
        ("document: letter", "document: lettre", 10, "no such template"),
        ("title: Ask the champion", "titel: Ask", 7, "titel"),
        ("  scaled:", "", 3, "at least one programme"),
        ("name: Ask for a reference", "name: [", 3, "Line 3"),
        ("name: Ask for a reference", "? [a]\n: b", 1, "Line 1"),
    ],
)
def test_mistake_is_told_by_its_line(before, after, line, said):
    with pytest.raises(yaml_text.TextError, match=said) as caught:
        source.read("any", TEXT.replace(before, after), templates={"letter"})
    assert caught.value.line == line
