"""What contacts tell us about themselves and colleagues, and what becomes of it."""

from datetime import timedelta

import pytest

from accounts.models import Contact, TimelineEntry
from campaigns.hub import proposals
from campaigns.models import ContactProposal
from tests.admin_book import superuser
from tests.factories.accounts import MOMENT, START, ContactFactory

pytestmark = pytest.mark.django_db
LATER = MOMENT + timedelta(1)


@pytest.fixture
def ada() -> Contact:
    return ContactFactory(first_name="Ada", last_name="Byron", title="", time_zone="UTC")


def correct(contact, **changes):
    said = {name: getattr(contact, name) for name in proposals.OWN}
    return proposals.correct(contact, said | changes, now=MOMENT)


def colleague(contact, email="bob@acme.example", roles=("champion",), **words):
    return proposals.name_colleague(contact, email=email, roles=roles, now=MOMENT, **words)


def confirm(proposal):
    return proposals.confirm(proposal, by=superuser(), on=START, now=LATER)


def test_own_data_is_proposed_and_changes_only_when_confirmed(ada):
    proposal = correct(ada, last_name="Lovelace", time_zone="Europe/London")
    ada.refresh_from_db()
    assert ada.last_name == "Byron"
    assert proposals.changes(proposal) == [
        ("Last name", "Byron", "Lovelace"),
        ("Time zone", "UTC", "Europe/London"),
    ]
    confirm(proposal)
    ada.refresh_from_db()
    assert (ada.last_name, ada.time_zone) == ("Lovelace", "Europe/London")
    assert TimelineEntry.objects.get().body == "Last name: Lovelace; Time zone: Europe/London"


def test_said_again_it_takes_the_place_of_what_was_said_and_the_same_is_nothing(ada):
    correct(ada, title="Countess")
    correct(ada, title="Analyst")
    assert ContactProposal.objects.get().values == {"title": "Analyst"}
    assert correct(ada) is None
    assert not ContactProposal.objects.exists()


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"time_zone": "Mars/Olympus"}, "Time zone"), ({"first_name": "x" * 101}, "First name")],
)
def test_words_that_the_book_would_not_take_are_refused(ada, changes, why):
    with pytest.raises(ValueError, match=why):
        correct(ada, **changes)


def test_what_somebody_of_us_changed_meanwhile_is_not_overwritten(ada):
    proposal = correct(ada, title="Analyst")
    Contact.objects.filter(pk=ada.pk).update(title="Chief")
    with pytest.raises(ValueError, match="changed meanwhile to “Chief”"):
        confirm(proposal)
    proposal.refresh_from_db()
    assert proposal.state == "open"


def test_colleague_is_added_with_the_roles_when_confirmed(ada):
    proposal = colleague(ada, email=" Bob@Acme.example ", first_name="Bob")
    assert not Contact.objects.filter(email="bob@acme.example").exists()
    bob = confirm(proposal)
    assert (bob.account, bob.email, bob.roles) == (ada.account, "bob@acme.example", ("champion",))


def test_colleague_who_is_there_keeps_words_and_roles_and_gets_the_new_one(ada):
    bob = ContactFactory(
        account=ada.account, email="bob@acme.example", first_name="Robert", end_user=True
    )
    confirm(colleague(ada, first_name="Bob"))
    bob.refresh_from_db()
    assert (bob.first_name, set(bob.roles)) == ("Robert", {"champion", "end_user"})


def test_removed_colleague_is_not_brought_back_by_it(ada):
    ContactFactory(account=ada.account, email="bob@acme.example", removed_at=MOMENT)
    with pytest.raises(ValueError, match="was removed"):
        confirm(colleague(ada))


@pytest.mark.parametrize(
    ("given", "why"),
    [({"email": "no address"}, "E-mail"), ({"email": ""}, "E-mail"), ({"roles": ()}, "Choose")],
)
def test_colleague_without_address_or_role_is_refused(ada, given, why):
    with pytest.raises(ValueError, match=why):
        colleague(ada, **given)


def test_same_colleague_is_one_proposal_and_there_is_a_limit(ada):
    colleague(ada)
    colleague(ada, roles=("end_user",))
    assert ContactProposal.objects.get().values["roles"] == ["end_user"]
    for number in range(proposals.MOST_OPEN - 1):
        colleague(ada, email=f"n{number}@acme.example")
    with pytest.raises(ValueError, match="several people"):
        colleague(ada, email="one-more@acme.example")


def test_proposal_is_decided_once_and_declined_with_a_reason(ada):
    proposal = colleague(ada)
    with pytest.raises(ValueError, match="Say why"):
        proposals.decline(proposal, " ", by=superuser(), now=LATER)
    proposals.decline(proposal, "Left the company", by=superuser(), now=LATER)
    with pytest.raises(ValueError, match="declined already"):
        confirm(proposal)
