"""Signed links: good for one contact and one purpose, and for nothing that was not signed."""

import pytest
from django.core.signing import Signer
from hypothesis import given
from hypothesis import strategies as st

from campaigns import links

PURPOSES = [links.UNSUBSCRIBE, links.PREFERENCES]


@given(contact=st.integers(0, 2**63 - 1), purpose=st.sampled_from(PURPOSES))
def test_token_leads_back_to_its_contact(contact, purpose):
    assert links.contact_of(links.token(contact, purpose), purpose) == contact


@given(contact=st.integers(0, 2**63 - 1))
def test_token_of_one_purpose_serves_no_other(contact):
    token = links.token(contact, links.PREFERENCES)
    assert links.contact_of(token, links.UNSUBSCRIBE) is None


@given(contact=st.integers(0, 2**40), other=st.integers(0, 2**40))
def test_signature_of_one_contact_serves_no_other(contact, other):
    _, _, signature = links.token(contact, links.UNSUBSCRIBE).partition(".")
    name, _, _ = links.token(other, links.UNSUBSCRIBE).partition(".")
    found = links.contact_of(f"{name}.{signature}", links.UNSUBSCRIBE)
    assert found == (contact if contact == other else None)


@given(text=st.text(max_size=200))
def test_anything_else_is_nobodys_token(text):
    assert links.contact_of(text, links.UNSUBSCRIBE) is None


def test_token_is_safe_in_an_address_and_short():
    token = links.token(2**63 - 1, links.UNSUBSCRIBE)
    assert len(token) < links.LONGEST_TOKEN
    assert token.replace(".", "").replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize(("purpose", "folder"), [("unsubscribe", "u"), ("preferences", "p")])
def test_address_stands_below_the_portals_own(settings, purpose, folder):
    settings.PORTAL_BASE_URL = "https://portal.example"
    token = links.token(7, purpose)
    assert links.url(7, purpose) == f"https://portal.example/{folder}/{token}/"


def test_quick_signature_is_the_one_that_django_would_give():
    name, _, _ = links.token(7, links.UNSUBSCRIBE).partition(".")
    signer = Signer(salt="campaigns.links.unsubscribe", sep=".")
    assert links.token(7, links.UNSUBSCRIBE) == signer.sign(name)


def test_link_signed_with_the_key_before_last_is_still_good(settings):
    token = links.token(7, links.UNSUBSCRIBE)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a" * 50
    links._signer.cache_clear()
    try:
        assert links.contact_of(token, links.UNSUBSCRIBE) == 7
    finally:
        links._signer.cache_clear()
