"""Reads a calendar from an address outside, and from no other place than those it may name."""

import time
from urllib.parse import urljoin, urlsplit

import urllib3

from campaigns.carriers import address as addresses

TIMEOUT = urllib3.Timeout(connect=3, read=5)
LONGEST = 15.0  # seconds for all of it, however slowly it drips
LARGEST = 5_000_000
_HOPS = 3
_REDIRECTS = (301, 302, 303, 307, 308)


class NotRead(Exception):
    """Why there is no calendar to be had, in a line without the secret address."""


def fetch(url: str, *, allow_private: bool) -> bytes:
    """Each address is resolved once, judged, and then connected to, also after a redirect."""
    ends = time.monotonic() + LONGEST
    for _ in range(_HOPS):
        answer = _one(url, allow_private, ends)
        if isinstance(answer, bytes):
            return answer
        url = urljoin(url, answer)
    raise NotRead("it leads on and on")


def _one(url: str, allow_private: bool, ends: float) -> bytes | str:
    """What is there, or where it leads."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (allow_private and parts.scheme == "http"):
        raise NotRead("only https addresses are read")
    try:
        address = addresses.judged(parts, allow_private=allow_private)
    except OSError:
        raise NotRead(f"the name {parts.hostname} cannot be looked up") from None
    except ValueError as reason:
        raise NotRead(str(reason)) from None
    pool = addresses.pool(parts, address, timeout=TIMEOUT)
    try:
        answer = pool.urlopen(
            "GET",
            addresses.path(parts),
            headers={
                "Host": parts.netloc.rpartition("@")[2],
                "Accept": "text/calendar",
                "User-Agent": "cs-portal",
            },
            redirect=False,
            retries=False,
            preload_content=False,
        )
        with answer:
            if answer.status in _REDIRECTS and answer.headers.get("Location"):
                return str(answer.headers["Location"])
            if answer.status != 200:
                raise NotRead(f"the server answered {answer.status}")
            return _body(answer, ends)
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise NotRead(f"no answer: {type(error).__name__}") from None
    finally:
        pool.close()


def _body(answer: urllib3.BaseHTTPResponse, ends: float) -> bytes:
    parts, size = [], 0
    for part in answer.stream(65536):
        parts.append(part)
        size += len(part)
        if size > LARGEST:
            raise NotRead(f"it is larger than {LARGEST // 1_000_000} MB")
        if time.monotonic() > ends:
            raise NotRead(f"it took longer than {LONGEST:.0f} seconds")
    return b"".join(parts)
