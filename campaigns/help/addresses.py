"""The address that answers to a help request's mails go to: it names the request, signed."""

import hmac
import re

from django.conf import settings
from django.utils.crypto import salted_hmac

_TOKEN = re.compile(r"(\d{1,18})-([0-9a-f]{20})")


def reply_to(request: int) -> str:
    """Empty where no mail comes in: answers then go to who signs."""
    local, at, domain = settings.PORTAL_INBOUND_ADDRESS.partition("@")
    return f"{local}+{request}-{_signature(request)}@{domain}" if at else ""


def request_of(address: str) -> int | None:
    """The request that the address names, if it is one we wrote; capitals do not matter."""
    local, _, domain = address.strip().lower().partition("@")
    own, _, ours = settings.PORTAL_INBOUND_ADDRESS.lower().partition("@")
    name, _, token = local.partition("+")
    found = _TOKEN.fullmatch(token)
    if not (ours and found and (name, domain) == (own, ours)):
        return None
    request = int(found[1])
    return request if hmac.compare_digest(found[2], _signature(request)) else None


def is_ours(address: str) -> bool:
    """Whether it is the address itself, to which somebody wrote anew."""
    return bool(address) and address.strip().lower() == settings.PORTAL_INBOUND_ADDRESS.lower()


def _signature(request: int) -> str:
    return salted_hmac("campaigns.help.addresses", str(request), algorithm="sha256").hexdigest()[
        :20
    ]
