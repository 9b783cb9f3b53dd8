"""Posts a message to an address outside, and to no other place than the one it names."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import urllib3

from campaigns.carriers import address as addresses
from campaigns.carriers.outcome import Outcome, accepted, deferred, refused, unknown

TIMEOUT = urllib3.Timeout(connect=3, read=6)
ANSWER_LIMIT = 300
_BUSY = (429, 503)


def post(url: str, payload: Mapping[str, Any], *, allow_private: bool) -> Outcome:
    """Only a 2xx is success; 4xx is final but for 429; redirects are never followed.

    The address is resolved once, judged, and then connected to, so that no second answer of a
    name server leads inside. An answer that did not come leaves it unknown whether it was taken.
    """
    parts = urlsplit(url)
    try:
        address = addresses.judged(parts, allow_private=allow_private)
    except OSError as error:
        return deferred(f"the name cannot be looked up: {error}", relay_down=True)
    except ValueError as reason:
        return refused(str(reason))
    if parts.scheme != "https" and not allow_private:
        return refused("only https may leave")
    host = parts.netloc.rpartition("@")[2]
    pool = addresses.pool(parts, address, timeout=TIMEOUT)
    try:
        answer = pool.urlopen(
            "POST",
            addresses.path(parts),
            body=json.dumps(payload).encode(),
            headers={"Host": host, "Content-Type": "application/json", "User-Agent": "cs-portal"},
            redirect=False,
            retries=False,
            preload_content=False,
        )
        with answer:
            said = answer.read(ANSWER_LIMIT).decode("utf-8", "replace")
    except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError) as error:
        return deferred(f"no connection: {error}", relay_down=True)
    except urllib3.exceptions.SSLError as error:
        return deferred(f"no safe connection: {error}", relay_down=True)
    except (urllib3.exceptions.HTTPError, OSError) as error:
        return unknown(f"no answer: {error}")
    finally:
        pool.close()
    return _outcome(answer.status, answer.headers.get("Retry-After", ""), said)


def _outcome(status: int, retry_after: str, said: str) -> Outcome:
    told = f"{status} {said}"
    if 200 <= status < 300:
        return accepted(told)
    if status in _BUSY and retry_after.isdecimal():
        return deferred(told, retry_after=float(retry_after))
    if status == 429 or status >= 500:
        return deferred(told)
    if 300 <= status < 400:
        return refused(f"{status}: it leads elsewhere, and redirects are not followed")
    return refused(told)
