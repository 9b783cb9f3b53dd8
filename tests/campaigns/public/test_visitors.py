"""Whom a link was made for, read by a statement of our own: the same as Django would read."""

from datetime import UTC, datetime

import pytest

from accounts.models import Contact
from campaigns.public import visitors
from tests.factories.accounts import AccountFactory, ContactFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
JOINED = ([], ["account"], ["account__ta", "account__programme"], ["account__programme__pool"])


def values(row) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def followed(contact, path: str):
    for name in filter(None, path.split("__")):
        contact = getattr(contact, name)
    return contact


@pytest.fixture
def contact():
    """With something else than the usual in every kind of column."""
    programme = AccountFactory().programme
    programme.policy = {"health": {"weights": {"utilization": 60}}}
    programme.save()
    account = AccountFactory(
        ta=UserFactory(first_name="Maya"), programme=programme, tier=2, removed_at=NOW
    )
    return ContactFactory(account=account, champion=True, removed_at=NOW, links_revoked=3)


@pytest.mark.parametrize("joined", JOINED)
def test_it_is_what_django_reads_in_one_query(contact, joined, django_assert_num_queries):
    paths = ["", *joined, *(path.rpartition("__")[0] for path in joined)]
    theirs = Contact.objects.select_related(*joined).get(pk=contact.pk)
    expected = [values(followed(theirs, path)) for path in paths]
    with django_assert_num_queries(1):
        ours = visitors.contact(contact.pk, joined)
        assert [values(followed(ours, path)) for path in paths] == expected
    assert (ours, ours.removed_at, ours.champion, ours.account.removed_at) == (
        (contact, NOW, True, NOW)
    )
    assert not ours._state.adding and ours._state.db == theirs._state.db


def test_what_the_account_lacks_is_none_without_asking_again(contact, django_assert_num_queries):
    other = ContactFactory(account=AccountFactory(ta=None))
    with django_assert_num_queries(1):
        found = visitors.contact(other.pk, ["account__ta"])
        assert found.account.ta is None
    with django_assert_num_queries(1):
        assert visitors.contact(0, ["account"]) is None


def test_it_can_be_changed_and_saved(contact):
    found = visitors.contact(contact.pk, ["account"])
    found.title = "CTO"
    found.save()
    contact.refresh_from_db()
    assert (contact.title, contact.email, contact.champion) == ("CTO", found.email, True)
