"""What public pages let pass: so many looks; posts by size, number, and a trap for machines."""

import ipaddress
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from campaigns.public import counts, looks

TRAP = "website"  # a field that people do not see, and machines fill in
LARGEST_BODY = 64 * 1024  # bytes
LONGEST_FIELD = 5_000  # characters
SPAN = timedelta(minutes=10)


class Limits(NamedTuple):
    """How many posts are taken in ten minutes, and looks in one; none of a kind is no limit."""

    per_link: int | None = 30
    per_address: int | None = 120  # a whole office may sit behind one
    looks_per_link: int | None = 120
    looks_per_address: int | None = 1200  # so may a server that opens all links of a mailing


USUAL = Limits()
NONE = Limits(None, None, None, None)
# What mail programs load by themselves comes for many readers from few addresses.
IN_MAILS = Limits(looks_per_address=None)


class Refused(Exception):
    """Why a post is not taken, in words for who sent it."""

    def __init__(self, status: int, title: str, said: str, wait: timedelta | None = None) -> None:
        super().__init__(title)
        self.status = status
        self.title = title
        self.said = said
        self.wait = wait


def look(request: HttpRequest, link: str, limits: Limits = USUAL, *, now: datetime) -> None:
    """Let the page be seen or raise Refused; before anything is read for it."""
    keys = {f"from {network(request.META)}": limits.looks_per_address, link: limits.looks_per_link}
    for key, most in keys.items():
        if most is not None and looks.count(key, now=now) > most:
            raise Refused(
                429,
                "That was a lot in a short time",
                "Please wait a minute, then open the page again. Nothing that was saved is lost.",
                looks.wait(now=now),
            )


def check(request: HttpRequest, link: str, limits: Limits = USUAL, *, now: datetime) -> None:
    """Let the post pass or raise Refused; `link` names what its frequency is counted by.

    What is counted is kept as a hash: neither tokens nor network addresses are stored.
    """
    _refuse_size(request.META.get("CONTENT_LENGTH"))
    keys = {f"link {link}": limits.per_link, f"from {network(request.META)}": limits.per_address}
    for key, most in keys.items():
        if most is not None and counts.count(_hashed(key), SPAN, now=now) > most:
            raise Refused(
                429,
                "That was a lot in a short time",
                "Please wait ten minutes, then try again. Nothing that was saved before is lost.",
                SPAN,
            )
    _refuse_long_fields(request)
    if request.POST.get(TRAP):
        raise Refused(
            400,
            "This was not sent",
            "A field that should stay empty was filled in, as machines do. "
            "If you are a person, go back, clear it, and send the form again.",
        )


def network(meta: Mapping[str, str]) -> str:
    """Where the request comes from: an address, or the /64 that one IPv6 subscriber holds."""
    told = meta.get("REMOTE_ADDR", "")
    if settings.PORTAL_TRUST_PROXY:
        told = meta.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or told
    try:
        address = ipaddress.ip_address(told)
    except ValueError:
        return told
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _refuse_size(length: str | None) -> None:
    if length and length.isdecimal() and int(length) > LARGEST_BODY:
        raise _too_long(f"A form takes {LARGEST_BODY // 1024} kB at most.")


def _refuse_long_fields(request: HttpRequest) -> None:
    for name, values in request.POST.lists():
        if len(name) > 100 or any(len(value) > LONGEST_FIELD for value in values):
            raise _too_long(f"A field takes {LONGEST_FIELD:,} characters at most.")


def _too_long(limit: str) -> Refused:
    return Refused(
        413, "That is too long", f"{limit} Go back, shorten it, and send the form again."
    )


def _hashed(key: str) -> str:
    return salted_hmac("campaigns.public.guards", key, algorithm="sha256").hexdigest()[:40]
