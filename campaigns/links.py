"""Signed links of public pages, each good for one contact and one purpose, for ever."""

import hmac
from functools import cache

from django.conf import settings
from django.core.signing import BadSignature, Signer, b64_encode
from django.urls import reverse
from django.utils.crypto import salted_hmac

UNSUBSCRIBE, PREFERENCES = "unsubscribe", "preferences"
LONGEST_TOKEN = 80  # a longer one is none of ours, and not worth a hash
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def token(contact: int, purpose: str) -> str:
    """The proof that its bearer was written to as this contact."""
    return _signer(purpose).sign(_base36(contact))


def contact_of(token: str, purpose: str) -> int | None:
    """The contact's key, or None for anything that we did not sign for this purpose."""
    if len(token) > LONGEST_TOKEN:
        return None
    try:
        return int(_signer(purpose).unsign(token), 36)
    except (BadSignature, ValueError):
        return None


def url(contact: int, purpose: str) -> str:
    """The whole address as it stands in a mail."""
    return settings.PORTAL_BASE_URL + path(contact, purpose)


def path(contact: int, purpose: str) -> str:
    """The address within the portal."""
    return f"{_folder(purpose)}{token(contact, purpose)}/"


class _QuickSigner(Signer):
    """Signs as Django does, but derives the key once and not for every link of every mail."""

    def signature(self, value: str, key: str | bytes | None = None) -> str:
        mac = _keyed(f"{self.salt}signer", key or self.key, self.algorithm).copy()
        mac.update(value.encode())
        return b64_encode(mac.digest()).decode()


@cache
def _keyed(salt: str, key: str | bytes, algorithm: str) -> hmac.HMAC:
    return salted_hmac(salt, "", key, algorithm=algorithm)


@cache
def _signer(purpose: str) -> Signer:
    return _QuickSigner(salt=f"campaigns.links.{purpose}", sep=".")


@cache
def _folder(purpose: str) -> str:
    """The path before the token, looked up once: routing is slow beside signing."""
    return reverse(f"public:{purpose}", args=["token"]).removesuffix("token/")


def _base36(number: int) -> str:
    digits = ""
    while number or not digits:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits
