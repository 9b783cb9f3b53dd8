"""Signed links of public pages, each good for one contact and one purpose.

A token names its contact and, where the page is about one thing, that thing's key: the campaign
that offered a call, the meeting, the invitation. It also carries the contact's number of
revocations; raised, it ends every link but the one to stop mails, which ends never.
"""

import hmac
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.core.signing import BadSignature, Signer, b64_encode
from django.urls import reverse
from django.utils.crypto import salted_hmac

from accounts.models import Contact

# The name of each purpose is also the name of its page in campaigns/urls.py.
UNSUBSCRIBE, PREFERENCES = "unsubscribe", "preferences"
BOOK, MEETING = "book", "meeting"
SURVEY, HELP, HUB = "survey", "help", "hub"
PLAN, REVIEW, FEED = "plan", "review", "feed"
INTEREST, RECAP = "interest", "recap"

LONGEST_TOKEN = 90  # a longer one is none of ours, and not worth a hash
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Bearer(NamedTuple):
    """Who a token was made for, about what, and after how many revocations."""

    contact: int
    about: int = 0
    generation: int = 0


def token(contact: int, purpose: str, *, about: int = 0, generation: int = 0) -> str:
    """The proof that its bearer was written to as this contact."""
    numbers = [contact, about, generation]
    while not numbers[-1] and len(numbers) > 1:
        numbers.pop()
    return _signer(purpose).sign("-".join(map(_base36, numbers)))


def read(token: str, purpose: str) -> Bearer | None:
    """What the token says, or None for anything that we did not sign for this purpose."""
    if len(token) > LONGEST_TOKEN:
        return None
    try:
        numbers = _signer(purpose).unsign(token).split("-")
        return Bearer(*(int(number, 36) for number in numbers))
    except (BadSignature, ValueError, TypeError):
        return None


def url(contact: int, purpose: str, *, about: int = 0, generation: int = 0) -> str:
    """The whole address as it stands in a mail."""
    return settings.PORTAL_BASE_URL + path(contact, purpose, about=about, generation=generation)


def path(contact: int, purpose: str, *, about: int = 0, generation: int = 0) -> str:
    """The address within the portal."""
    return f"{_folder(purpose)}{token(contact, purpose, about=about, generation=generation)}/"


def url_for(contact: Contact, purpose: str, *, about: int = 0) -> str:
    """The whole address for this contact, good until its links are revoked."""
    return settings.PORTAL_BASE_URL + path_for(contact, purpose, about=about)


def path_for(contact: Contact, purpose: str, *, about: int = 0) -> str:
    """The same, within the portal."""
    return path(contact.pk, purpose, about=about, generation=contact.links_revoked)


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
