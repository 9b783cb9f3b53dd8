"""Typed readers for environment variables, which refuse nonsense by name."""

import os
import re
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple, TypeVar
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import environ
from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")
_PNG = b"\x89PNG\r\n\x1a\nIHDR"

ON = ("on", "true", "yes", "1")
OFF = ("off", "false", "no", "0")
PASSWORD = re.compile(r"(//[^:@/]*:).*@")


class Variable(NamedTuple):
    """What a reader was asked for, so that a test can hold the documentation to it."""

    name: str
    takes: str
    secret: bool


read: dict[str, Variable] = {}


def load(file: Path) -> None:
    """Add the variables of a .env file, where there is one; those that are already set win."""
    if file.is_file():
        environ.Env.read_env(file)


def refuse(name: str, got: str, takes: str, secret: bool = False) -> ImproperlyConfigured:
    shown = "a value that is not shown" if secret else repr(PASSWORD.sub(r"\1***@", got))
    return ImproperlyConfigured(f"{name} is {shown}; it takes {takes}.")


def _value(name: str, default: T, takes: str, parse: Callable[[str], T], secret: bool = False) -> T:
    """An empty variable counts as unset: compose files and unit files pass those on."""
    read[name] = Variable(name, takes, secret)
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    try:
        return parse(raw)
    except (ValueError, KeyError) as error:
        raise refuse(name, raw, takes, secret) from error


def _unless(bad: bool) -> None:
    if bad:
        raise ValueError


def text(name: str, default: str = "") -> str:
    def parse(raw: str) -> str:
        _unless(any(ord(character) < 32 for character in raw))
        return raw

    return _value(name, default, "text on one line", parse)


def matching(name: str, default: str, pattern: str, takes: str) -> str:
    def parse(raw: str) -> str:
        _unless(not re.fullmatch(pattern, raw))
        return raw

    return _value(name, default, takes, parse)


def secret(name: str, default: str = "") -> str:
    return _value(name, default, "a secret", str, secret=True)


def flag(name: str, default: bool | None = False) -> bool | None:
    words = dict.fromkeys(ON, True) | dict.fromkeys(OFF, False)
    takes = "on or off (or true/false, yes/no, 1/0)"
    return _value(name, default, takes, lambda raw: words[raw.lower()])


def number(name: str, default: int, least: int = 0, most: int = 2**31 - 1) -> int:
    def parse(raw: str) -> int:
        _unless(not least <= int(raw) <= most)
        return int(raw)

    return _value(name, default, f"a whole number from {least} to {most}", parse)


def choice(name: str, default: str, among: Iterable[str]) -> str:
    words = {word: word for word in among}
    takes = " or ".join(words)
    return _value(name, default, takes, lambda raw: words[raw.lower()])


def words(name: str, default: list[str]) -> list[str]:
    takes = "names joined by commas"
    return _value(
        name, default, takes, lambda raw: [w.strip() for w in raw.split(",") if w.strip()]
    )


def time_zone(name: str, default: str) -> str:
    def parse(raw: str) -> str:
        _unless(raw not in available_timezones())
        return raw

    return _value(name, default, "an IANA time zone such as Europe/Berlin", parse)


def url(name: str, default: str, schemes: Iterable[str], example: str) -> str:
    schemes = tuple(schemes)

    def parse(raw: str) -> str:
        parts = urlsplit(raw)
        _unless(parts.scheme not in schemes or not parts.hostname or parts.port == 0)
        return raw.rstrip("/")

    return _value(name, default, f"an address such as {example}", parse)


def secret_url(name: str, schemes: Iterable[str], example: str) -> str:
    """An address that is a secret itself: kept as it is, and never shown."""
    schemes = tuple(schemes)

    def parse(raw: str) -> str:
        parts = urlsplit(raw)
        _unless(parts.scheme not in schemes or not parts.hostname or parts.port == 0)
        _unless("@" in parts.netloc or bool(parts.fragment) or not raw.isprintable() or " " in raw)
        return raw

    return _value(name, "", f"an address such as {example}", parse, secret=True)


def file(name: str, default: Path) -> Path:
    """A file; the default need not exist, one that is asked for must."""

    def parse(raw: str) -> Path:
        _unless(not Path(raw).exists())
        return Path(raw).resolve()

    return _value(name, default, "a file that exists", parse)


def picture(name: str, *, most_bytes: int, most_points: int) -> Path | None:
    """A PNG file that is small enough to be shown in mails; none by default."""
    takes = f"a PNG file of at most {most_bytes // 1000} kB and {most_points} points a side"

    def parse(raw: str) -> Path:
        _unless(not Path(raw).is_file())
        with Path(raw).open("rb") as opened:
            content = opened.read(most_bytes + 1)
        _unless(len(content) > most_bytes or content[:8] + content[12:16] != _PNG)
        sides = [int.from_bytes(content[at : at + 4], "big") for at in (16, 20)]
        _unless(not all(0 < side <= most_points for side in sides))
        return Path(raw).resolve()

    return _value(name, None, takes, parse)


def folder(name: str, default: Path) -> Path:
    """A folder that can be written to, made when missing."""
    takes = "a folder that can be written to"
    chosen = _value(name, default, takes, lambda raw: Path(raw).expanduser().resolve())
    try:
        chosen.mkdir(parents=True, exist_ok=True)
        _unless(not os.access(chosen, os.W_OK))
    except (OSError, ValueError) as error:
        raise refuse(name, str(chosen), takes) from error
    return chosen


def dotted(name: str, default: str) -> str:
    """The dotted path of a class that exists: looked up unimported, for settings come first."""

    def parse(raw: str) -> str:
        module, _, member = raw.rpartition(".")
        try:
            source = find_spec(module).loader.get_source(module) or ""
        except (ImportError, AttributeError) as error:
            raise ValueError from error
        _unless(not re.search(rf"\b{re.escape(member)}\b", source))
        return raw

    takes = "the dotted path of a class, such as anymail.backends.postmark.EmailBackend"
    return _value(name, default, takes, parse)


def database(name: str, default: Path, folder: Path) -> dict:
    """Settings of one database; a relative SQLite path is taken from `folder`."""
    takes = (
        "sqlite:///path/to/file in a folder that exists, or postgres://user:password@host:port/name"
    )

    def parse(raw: str) -> dict:
        scheme = urlsplit(raw).scheme
        _unless(scheme not in ("sqlite", "postgres", "postgresql"))
        config = environ.Env.db_url_config(raw)
        _unless(not config["NAME"])
        if scheme == "sqlite" and config["NAME"] != ":memory:":
            config["NAME"] = str(folder / config["NAME"])
            _unless(not Path(config["NAME"]).parent.is_dir())
        return config

    sqlite = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(default)}
    return _value(name, sqlite, takes, parse)


def prefixed(prefix: str) -> dict[str, str]:
    """Every non-empty variable that begins with the prefix, without it."""
    return {
        name.removeprefix(prefix): value
        for name, value in os.environ.items()
        if name.startswith(prefix) and value.strip()
    }
