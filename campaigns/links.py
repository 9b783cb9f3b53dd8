"""Signed links of public pages, each good for one contact and one purpose, for ever."""

from functools import cache

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

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


@cache
def _signer(purpose: str) -> Signer:
    return Signer(salt=f"campaigns.links.{purpose}", sep=".")


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
