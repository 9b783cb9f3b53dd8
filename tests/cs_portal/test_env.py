"""The readers of environment variables take what they say and refuse the rest by name."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from cs_portal import env

COLOUR = r"#[0-9a-f]{6}"
READERS: dict[str, Callable[[], object]] = {
    "text": lambda: env.text("X", "default"),
    "colour": lambda: env.matching("X", "#000000", COLOUR, "a colour"),
    "flag": lambda: env.flag("X", True),
    "number": lambda: env.number("X", 25, 1, 65535),
    "choice": lambda: env.choice("X", "log", ["off", "log", "on"]),
    "words": lambda: env.words("X", ["localhost"]),
    "time_zone": lambda: env.time_zone("X", "UTC"),
    "url": lambda: env.url("X", "", ["http", "https"], "https://example.com"),
    "dotted": lambda: env.dotted("X", "a.b"),
    "secret": lambda: env.secret("X"),
    "database": lambda: env.database("X", Path("/tmp/db.sqlite3"), Path("/tmp"))["NAME"],
}


@pytest.fixture(autouse=True)
def _names_read_here_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(env, "read", {})


@pytest.mark.parametrize(
    ("reader", "raw", "value"),
    [
        ("text", "Grüße aus Köln", "Grüße aus Köln"),
        ("colour", "#a1b2c3", "#a1b2c3"),
        ("flag", "on", True),
        ("flag", "False", False),
        ("flag", "0", False),
        ("number", "2525", 2525),
        ("choice", "ON", "on"),
        ("words", "a.example, b.example,", ["a.example", "b.example"]),
        ("time_zone", "Australia/Lord_Howe", "Australia/Lord_Howe"),
        ("url", "https://portal.example.com/", "https://portal.example.com"),
        (
            "dotted",
            "anymail.backends.postmark.EmailBackend",
            "anymail.backends.postmark.EmailBackend",
        ),
        ("database", "sqlite:////tmp/x.sqlite3", "/tmp/x.sqlite3"),
        ("database", "sqlite:///x.sqlite3", "/tmp/x.sqlite3"),
        ("database", "sqlite:///:memory:", ":memory:"),
        ("database", "postgres://u:p@db:5432/portal", "portal"),
        ("database", "postgresql://u@db/portal", "portal"),
    ],
)
def test_reader_takes(
    reader: str, raw: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("X", raw)
    assert READERS[reader]() == value


@pytest.mark.parametrize(
    ("reader", "raw"),
    [
        ("text", "two\nlines"),
        ("colour", "red"),
        ("flag", "maybe"),
        ("number", "abc"),
        ("number", "0"),
        ("number", "65536"),
        ("number", "2.5"),
        ("choice", "yes"),
        ("time_zone", "Mars/Olympus"),
        ("url", "portal.example.com"),
        ("url", "ftp://portal.example.com"),
        ("url", "https://"),
        ("url", "https://host:port"),
        ("dotted", "no path"),
        ("dotted", "EmailBackend"),
        ("dotted", "anymail.backends.postmarc.EmailBackend"),
        ("dotted", "anymail.backends.postmark.EMailBackend"),
        ("dotted", "no_such_package.EmailBackend"),
        ("database", "sqlite:////no/such/folder/x.sqlite3"),
        ("database", "mysql://u:p@db/portal"),
        ("database", "portal.sqlite3"),
        ("database", "postgres://u:p@db:port/portal"),
        ("database", "postgres://u:p@db"),
    ],
)
def test_reader_refuses_naming_variable_and_what_it_takes(
    reader: str, raw: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("X", raw)
    with pytest.raises(ImproperlyConfigured, match=r"^X is '.*'; it takes .+\.$"):
        READERS[reader]()


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("raw", [None, "", "  "])
def test_reader_uses_default_when_unset_or_empty(
    reader: str, raw: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("X", raising=False)
    default = READERS[reader]()
    if raw is not None:
        monkeypatch.setenv("X", raw)
    assert READERS[reader]() == default


def test_refusal_hides_passwords_in_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "mysql://user:hunter2@db/portal")
    with pytest.raises(ImproperlyConfigured) as refusal:
        READERS["database"]()
    assert "hunter2" not in str(refusal.value)
    assert "mysql://user:***@db/portal" in str(refusal.value)


def test_file_that_is_asked_for_must_exist(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert env.file("X", tmp_path / "missing") == tmp_path / "missing"
    monkeypatch.setenv("X", str(tmp_path / "missing"))
    with pytest.raises(ImproperlyConfigured, match=r"X is .*; it takes a file that exists"):
        env.file("X", tmp_path)


def test_folder_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("X", str(tmp_path / "a" / "b"))
    assert env.folder("X", tmp_path).is_dir()


def test_folder_that_cannot_be_made_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("X", str(tmp_path / "file" / "folder"))
    with pytest.raises(ImproperlyConfigured, match=r"X is .*; it takes a folder"):
        env.folder("X", tmp_path)


def test_prefixed_gathers_what_is_not_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XMAIL_TOKEN", "t")
    monkeypatch.setenv("XMAIL_OTHER", "")
    assert env.prefixed("XMAIL_") == {"TOKEN": "t"}


def test_env_file_fills_in_but_does_not_override(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("X=from file\nY_ONLY_IN_FILE=here\n")
    monkeypatch.setenv("X", "from shell")
    monkeypatch.delenv("Y_ONLY_IN_FILE", raising=False)
    env.load(tmp_path / ".env")
    assert env.text("X") == "from shell"
    assert env.text("Y_ONLY_IN_FILE") == "here"
    monkeypatch.delenv("Y_ONLY_IN_FILE")
