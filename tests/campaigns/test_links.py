"""Signed links: good for one contact, one purpose, one thing; nothing else opens a page."""

import pytest
from django.core.signing import Signer
from hypothesis import given
from hypothesis import strategies as st

from campaigns import links

PURPOSES = [links.UNSUBSCRIBE, links.PREFERENCES]
KEY = st.integers(0, 2**63 - 1)


@given(contact=KEY, about=KEY, generation=st.integers(0, 32767), purpose=st.sampled_from(PURPOSES))
def test_token_says_what_was_signed(contact, about, generation, purpose):
    token = links.token(contact, purpose, about=about, generation=generation)
    assert links.read(token, purpose) == (contact, about, generation)


@given(contact=KEY)
def test_token_of_one_purpose_serves_no_other(contact):
    token = links.token(contact, links.PREFERENCES)
    assert links.read(token, links.UNSUBSCRIBE) is None


@given(contact=st.integers(0, 2**40), other=st.integers(0, 2**40), about=st.integers(0, 9))
def test_signature_of_one_contact_serves_no_other(contact, other, about):
    _, _, signature = links.token(contact, links.UNSUBSCRIBE).partition(".")
    name, _, _ = links.token(other, links.UNSUBSCRIBE, about=about).partition(".")
    found = links.read(f"{name}.{signature}", links.UNSUBSCRIBE)
    assert found == ((contact, 0, 0) if (contact, 0) == (other, about) else None)


@given(text=st.text(max_size=200))
def test_anything_else_is_nobodys_token(text):
    assert links.read(text, links.UNSUBSCRIBE) is None


@pytest.mark.parametrize("said", ["", "-", "1-2-3-4", "x y", "1--2"])
def test_what_we_would_never_sign_is_nobodys_even_when_signed(said):
    signed = Signer(salt="campaigns.links.unsubscribe", sep=".").sign(said)
    assert links.read(signed, links.UNSUBSCRIBE) is None


def test_token_is_safe_in_an_address_and_short():
    token = links.token(2**63 - 1, links.UNSUBSCRIBE, about=2**63 - 1, generation=32767)
    assert len(token) < links.LONGEST_TOKEN
    assert token.replace(".", "").replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize(("purpose", "folder"), [("unsubscribe", "u"), ("preferences", "p")])
def test_address_stands_below_the_portals_own(settings, purpose, folder):
    settings.PORTAL_BASE_URL = "https://portal.example"
    token = links.token(7, purpose)
    assert links.url(7, purpose) == f"https://portal.example/{folder}/{token}/"


def test_signature_is_djangos_own_and_what_was_sent_once_stays_good():
    signer = Signer(salt="campaigns.links.unsubscribe", sep=".")
    assert links.token(35, links.UNSUBSCRIBE) == signer.sign("z")


def test_link_signed_with_the_key_before_last_is_still_good(settings):
    token = links.token(7, links.UNSUBSCRIBE)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a" * 50
    links._signer.cache_clear()
    try:
        assert links.read(token, links.UNSUBSCRIBE) == (7, 0, 0)
    finally:
        links._signer.cache_clear()
