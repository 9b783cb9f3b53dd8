"""Single cells: what is read, and how what is wrong is said."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from hypothesis import given
from hypothesis import strategies as st

from accounts.intake import fields
from accounts.intake.fields import BadValue


@pytest.mark.parametrize(
    ("parse", "cell", "value"),
    [
        pytest.param(fields.text(9), "  two   words ", "two words", id="blanks-are-folded"),
        pytest.param(fields.text(9), "a\r\nb\tc", "a b c", id="line-breaks-become-blanks"),
        pytest.param(fields.text(3), "abc", "abc", id="text-as-long-as-allowed"),
        pytest.param(fields.text(9), "Łukasz", "Łukasz", id="text-of-any-script"),
        pytest.param(fields.day(), " 2024-02-29 ", date(2024, 2, 29), id="leap-day"),
        pytest.param(fields.day(), "", None, id="no-day"),
        pytest.param(fields.day(), "1990-01-01", date(1990, 1, 1), id="first-day-allowed"),
        pytest.param(fields.day(), "2199-12-31", date(2199, 12, 31), id="last-day-allowed"),
        pytest.param(fields.count(), "007", 7, id="leading-zeros"),
        pytest.param(fields.count(), "2147483647", 2147483647, id="largest-count"),
        pytest.param(fields.count(default=0), " ", 0, id="empty-count-with-default"),
        pytest.param(fields.count(1, 3), "3", 3, id="largest-tier"),
        pytest.param(fields.money(default=Decimal(0)), "12000", Decimal(12000), id="whole-amount"),
        pytest.param(fields.money(default=Decimal(0)), "0.5", Decimal("0.5"), id="one-decimal"),
        pytest.param(fields.money(default=Decimal(0)), "", Decimal(0), id="no-amount"),
        pytest.param(fields.one_of(("a", "b")), "b", "b", id="word-of-a-list"),
        pytest.param(fields.one_of(("a", "b"), default="a"), "", "a", id="default-word"),
        pytest.param(fields.several_of(("a", "b")), " b ;a;; b", ("a", "b"), id="order-of-list"),
        pytest.param(fields.several_of(("a", "b")), "", (), id="no-words"),
        pytest.param(fields.zone({"UTC"}), "UTC", "UTC", id="zone"),
        pytest.param(fields.email(), " Ada.L+x@ACME.Example ", "ada.l+x@acme.example", id="email"),
        pytest.param(fields.slug(9), "cody-2_x", "cody-2_x", id="slug"),
        pytest.param(fields.only_true, "TRUE", True, id="true-from-a-spreadsheet"),
        pytest.param(fields.only_true, "", False, id="not-true"),
    ],
)
def test_cell_is_read(parse, cell, value):
    assert parse(cell) == value


@pytest.mark.parametrize(
    ("parse", "cell", "what"),
    [
        pytest.param(
            fields.text(9, required=True), " ", "is empty, but must have a value", id="empty-text"
        ),
        pytest.param(
            fields.text(3), "abcd", "has 4 characters; at most 3 are allowed", id="long-text"
        ),
        pytest.param(fields.text(9), "a\0b", r"holds the control character '\x00'", id="nul"),
        pytest.param(fields.text(9), "caf\udce9", "“caf�” is not UTF-8 text", id="bad-bytes"),
        pytest.param(
            fields.day(), "01/02/2024", "“01/02/2024” is no date; write it as YYYY-MM-DD", id="us"
        ),
        pytest.param(
            fields.day(), "20240102", "“20240102” is no date; write it as YYYY-MM-DD", id="basic"
        ),
        pytest.param(
            fields.day(), "2024-W01-1", "“2024-W01-1” is no date; write it as YYYY-MM-DD", id="week"
        ),
        pytest.param(
            fields.day(), "2023-02-29", "“2023-02-29” is no date; write it as YYYY-MM-DD", id="leap"
        ),
        pytest.param(
            fields.day(),
            "٢٠٢٤-٠١-٠١",
            "“٢٠٢٤-٠١-٠١” is no date; write it as YYYY-MM-DD",
            id="other-digits",
        ),
        pytest.param(
            fields.day(),
            "1989-12-31",
            "“1989-12-31” is not between 1990-01-01 and 2199-12-31",
            id="too-early",
        ),
        pytest.param(
            fields.day(required=True), "", "is empty, but must have a value", id="empty-day"
        ),
        pytest.param(
            fields.count(),
            "-1",
            "“-1” is no whole number from 0 to 2147483647 or empty",
            id="negative",
        ),
        pytest.param(
            fields.count(required=True),
            "1.5",
            "“1.5” is no whole number from 0 to 2147483647",
            id="fraction",
        ),
        pytest.param(
            fields.count(required=True),
            "2147483648",
            "“2147483648” is no whole number from 0 to 2147483647",
            id="too-large",
        ),
        pytest.param(
            fields.count(1, 3), "4", "“4” is no whole number from 1 to 3 or empty", id="tier"
        ),
        pytest.param(
            fields.count(1, 3), "１", "“１” is no whole number from 1 to 3 or empty", id="wide"
        ),
        pytest.param(
            fields.money(default=Decimal(0)),
            "1,000",
            "“1,000” is no amount such as 12000 or 12000.50",
            id="thousands",
        ),
        pytest.param(
            fields.money(default=Decimal(0)),
            "NaN",
            "“NaN” is no amount such as 12000 or 12000.50",
            id="not-a-number",
        ),
        pytest.param(
            fields.one_of(("a", "b")), "c", "“c” is unknown; allowed: a, b or empty", id="word"
        ),
        pytest.param(
            fields.one_of(("a", "b"), required=True),
            "c",
            "“c” is unknown; allowed: a, b",
            id="required-word",
        ),
        pytest.param(
            fields.several_of(("a", "b")),
            "a;c",
            "“c” is unknown; allowed, joined by “;”: a, b",
            id="one-of-several-words",
        ),
        pytest.param(
            fields.zone({"UTC"}),
            "Mars/Base",
            "“Mars/Base” is no IANA time zone such as Europe/Berlin or UTC",
            id="zone",
        ),
        pytest.param(fields.email(), "ada", "“ada” is no e-mail address", id="no-at-sign"),
        pytest.param(fields.email(), "a@b", "“a@b” is no e-mail address", id="no-dot"),
        pytest.param(
            fields.email(), "a b@c.example", "“a b@c.example” is no e-mail address", id="blank"
        ),
        pytest.param(
            fields.email(),
            "a@b.example\r\nbcc:x@y.example",
            r"“a@b.example\r\nbcc:x@y.example” is no e-mail address",
            id="header-injection-stays-on-one-line",
        ),
        pytest.param(
            fields.email(20), f"{'a' * 20}@b.example", "has 30 characters; at most 20 are allowed",
            id="long-address",
        ),
        pytest.param(
            fields.slug(4), "a b", "“a b” is not made of at most 4 letters, digits, - or _", id="s"
        ),
        pytest.param(
            fields.only_true, "false", "“false” is neither “true” nor empty", id="never-opts-in"
        ),
    ],
)  # fmt: skip
def test_bad_cell_is_explained(parse, cell, what):
    with pytest.raises(BadValue) as error:
        parse(cell)
    assert str(error.value) == what


def test_long_cells_are_shown_short():
    assert fields.shown("x" * 100) == f"“{'x' * 39}…”"


def test_remembered_parser_answers_the_same_and_forgets_in_time():
    parse = fields.Remembered(fields.count(), limit=10)
    assert [parse[str(number)] for number in range(100)] == list(range(100))
    assert len(parse) <= 10


def test_remembered_parser_does_not_keep_long_cells():
    parse = fields.Remembered(fields.count())
    assert parse[" " * 1000 + "5"] == 5
    assert len(parse) == 0


@given(st.from_regex(r"[a-z0-9.@+_'-]{1,30}", fullmatch=True) | st.emails())
def test_every_address_that_is_read_satisfies_the_model(cell):
    try:
        value = fields.email()(cell)
    except BadValue:
        return
    try:
        validate_email(value)
    except ValidationError:
        pytest.fail(f"{value!r} would be refused by the model")


@given(st.text(max_size=60))
def test_messages_stay_on_one_printable_line(cell):
    for parse in (fields.day(required=True), fields.count(required=True), fields.slug(9)):
        try:
            parse(cell)
        except BadValue as error:
            assert len(str(error).splitlines()) == 1
            str(error).encode()
