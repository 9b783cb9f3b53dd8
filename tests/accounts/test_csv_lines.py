"""Rows as CSV lines that no spreadsheet takes for a formula."""

import csv
from datetime import date

import pytest

from accounts.csv_lines import lines


def test_lines_are_the_header_and_each_row():
    assert list(lines(("a", "b"), [(1, "x"), (2, "y")])) == ["a,b\n", "1,x\n", "2,y\n"]


def test_lines_without_rows_are_the_header():
    assert list(lines(("a",), [])) == ["a\n"]


def test_lines_are_made_one_at_a_time():
    def rows():
        yield ("first",)
        raise AssertionError("read ahead")

    made = lines(("a",), rows())
    assert [next(made), next(made)] == ["a\n", "first\n"]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (date(2026, 1, 5), "2026-01-05"),
        ('say "hi", you', 'say "hi", you'),
        ("two\nlines", "two\nlines"),
        ("Zoë", "Zoë"),
    ],
)
def test_value_comes_back_as_it_was_written(value, written):
    assert list(csv.reader(lines(("a", "b"), [(value, "end")])))[1] == [written, "end"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_run_is_quoted(start):
    (_, row) = csv.reader(lines(("a",), [(f"{start}cmd|'/c calc'!A1",)]))
    assert row == [f"'{start}cmd|'/c calc'!A1"]


@pytest.mark.parametrize("value", [-5, "5-6", "a=b", "ada@acme.example", ""])
def test_harmless_values_are_left_alone(value):
    (_, row) = csv.reader(lines(("a", "b"), [(value, "")]))
    assert row[0] == str(value)
