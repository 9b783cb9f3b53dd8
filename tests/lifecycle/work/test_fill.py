"""Templates filled by name, and by nothing but names."""

import pytest

from lifecycle.work.fill import FillError, check, fill


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Hello {{ account.name }}!", "Hello Acme!"),
        ("{{account.name}} and {{ account.name | nobody }}", "Acme and Acme"),
        ("By {{ team.ta }}.", "By not known."),
        ("By {{ team.ta | the pool }}.", "By the pool."),
        ("{{ contract.seats }}", "12 {{ today }}"),  # a value is not looked through
        ("{{ team.ae }}", "Two lines"),
        ("{{ account.__class__ }}", "not known"),
        ("{{ account.ta.password }}", "{{ account.ta.password }}"),
    ],
)
def test_values_stand_in_their_places(text, filled):
    values = {
        "account.name": "Acme",
        "contract.seats": "12 {{ today }}",
        "team.ae": "Two\n  lines",
        "team.ta": " ",
    }
    assert fill(text, values) == filled


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# Note\n\n{{ nickname }}", "line 3: there is no variable nickname"),
        ("{{ account.password }}", "line 1: there is no variable account.password"),
        ("{{ account.__class__ }}", "line 1: there is no variable account.__class__"),
        ("{{ account.ta.password }}", r"line 1: \{\{ belongs to no variable"),
        ("Hello }}", r"line 1: \}\} belongs to no variable"),
    ],
)
def test_what_is_no_variable_is_refused_with_its_line(text, said):
    with pytest.raises(FillError, match=said):
        check(text)


def test_text_without_variables_and_single_braces_are_fine():
    check("Nothing {here} | to fill, {{ team.ta | or nobody }}")
