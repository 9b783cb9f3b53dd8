"""CSV files as records: numbered right, and never a crash."""

import io
import os

import pytest

from accounts.intake.records import Changed, RecordFile, split


def records_of(tmp_path, data: bytes) -> list[tuple[int, list[str], str | None]]:
    path = tmp_path / "usage.csv"
    path.write_bytes(data)
    return [
        (line, cells, flaw and f"{flaw.column}: {flaw.what}")
        for line, cells, flaw in RecordFile(path).records()
    ]


@pytest.mark.parametrize(
    ("data", "records"),
    [
        pytest.param(b"a,b\n1,2\n", [(1, ["a", "b"], None), (2, ["1", "2"], None)], id="plain"),
        pytest.param(b"\xef\xbb\xbfa\n1", [(1, ["a"], None), (2, ["1"], None)], id="bom-no-end"),
        pytest.param(b"a\r\n1\r\n", [(1, ["a"], None), (2, ["1"], None)], id="crlf"),
        pytest.param(b"a\r1\r", [(1, ["a"], None), (2, ["1"], None)], id="cr-alone"),
        pytest.param(b"\n\na\n\n,,\n1\n", [(3, ["a"], None), (6, ["1"], None)], id="blank-lines"),
        pytest.param(
            b'a,b\n"x\ny\n",2\n3,4\n',
            [(1, ["a", "b"], None), (2, ["x\ny\n", "2"], None), (5, ["3", "4"], None)],
            id="line-breaks-in-cells-count-as-lines",
        ),
        pytest.param(
            b'a\n"say ""hi"", now"\n', [(1, ["a"], None), (2, ['say "hi", now'], None)], id="quotes"
        ),
        pytest.param(b"", [], id="empty-file"),
    ],
)
def test_records_know_their_first_line(tmp_path, data, records):
    assert records_of(tmp_path, data) == records


@pytest.mark.parametrize(
    ("data", "bad"),
    [
        pytest.param(
            b"a\ncaf\xe9\nok\n",
            (2, ["caf\udce9"], "row: the byte 0xE9 on line 2 is not UTF-8; save the file as UTF-8"),
            id="latin-1",
        ),
        pytest.param(
            b'a\n"x\ncaf\xe9"\nok\n',
            (2, ["x\ncaf\udce9"], "row: the byte 0xE9 on line 3 is not UTF-8; "
             "save the file as UTF-8"),
            id="latin-1-on-a-later-line-of-a-record",
        ),
        pytest.param(b"a\nx\0\nok\n", (2, ["x\0"], "row: line 2 holds a NUL character"), id="nul"),
        pytest.param(
            b'a\n"x"y\nok\n',
            (2, [], "row: has text after a closing quote; a quote inside a cell is written twice"),
            id="stray-quote",
        ),
        pytest.param(
            b'a\n"' + b"x" * 140_000 + b'"\nok\n',
            (2, [], "row: has a cell beyond 131072 characters; is a quote not closed?"),
            id="endless-cell",
        ),
    ],
)  # fmt: skip
def test_a_broken_record_does_not_hide_the_next(tmp_path, data, bad):
    header, found, *_, last = records_of(tmp_path, data)
    assert header == (1, ["a"], None)
    assert found == bad
    assert last[1:] == (["ok"], None)


def test_a_quote_that_is_never_closed_is_reported_where_it_opens(tmp_path):
    assert records_of(tmp_path, b'a\n1\n"2\n3\n') == [
        (1, ["a"], None),
        (2, ["1"], None),
        (3, [], "row: a quote is opened and never closed"),
    ]


def test_utf_16_is_a_flaw_and_no_crash(tmp_path):
    first = records_of(tmp_path, "account_id,dau\na,1\n".encode("utf-16"))[0]
    assert first[2].startswith("row: the byte 0xFF on line 1 is not UTF-8")


def test_records_are_read_one_by_one():
    def endless():
        while True:
            yield "a,b\n"

    records = split(endless())
    assert [next(records)[0] for _ in range(3)] == [1, 2, 3]


def test_a_file_that_changes_while_it_is_read_is_noticed(tmp_path):
    path = tmp_path / "usage.csv"
    path.write_text("a\n1\n")
    source = RecordFile(path)
    path.write_text("a\n2\n")
    os.utime(path, ns=(1, 1))
    with pytest.raises(Changed, match=r"usage\.csv"):
        list(source.records())


def test_expected_rows_are_guessed_from_the_beginning(tmp_path):
    path = tmp_path / "usage.csv"
    path.write_text("abc,1\n" * 50_000)
    assert abs(RecordFile(path).expected_rows() - 50_000) < 500


def test_lines_without_end_marks_are_records_too():
    assert list(split(io.StringIO("a"))) == [(1, ["a"], None)]
