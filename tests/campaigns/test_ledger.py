"""What plans read of the ledger: people and their silence, rows, health mails, what was spent."""

from datetime import timedelta

import pytest

from accounts import consent
from accounts.models import SuppressionReason
from campaigns import catalogue, ledger
from campaigns.cadence import HealthMail
from campaigns.models import Status
from tests.campaigns.days import MONDAY, customer, early, person
from tests.factories.accounts import MOMENT, ContactFactory
from tests.factories.campaigns import TouchFactory
from tests.factories.lifecycle import HealthChangeFactory

pytestmark = pytest.mark.django_db


def ago(days: int):
    return MONDAY - timedelta(days)


def test_recipients_carry_roles_and_zone():
    account = customer()
    contact = person(account, champion=False, time_zone="Asia/Kolkata")
    (found,) = ledger.recipients({account.pk})[account.pk]
    assert (found.contact, found.address, found.zone, found.silenced) == (
        contact.pk,
        "ada@acme.example",
        "Asia/Kolkata",
        "",
    )
    assert found.roles == {"program_contact", "instance_admin"}


def test_recipients_are_no_removed_contacts():
    account = customer()
    person(account, removed_at=MOMENT)
    assert ledger.recipients({account.pk}) == {}


@pytest.mark.parametrize(
    ("reasons", "silenced"),
    [
        (["opted_out"], "opted_out"),
        (["bounced"], "bounced"),
        (["opted_out", "bounced"], "bounced"),
        (["opted_out", "complained"], "complained"),
    ],
)
def test_recipient_is_silenced_for_the_graver_reason(reasons, silenced):
    contact = person(customer())
    for reason in reasons:
        consent.suppress([contact.email], reason=reason, source="test", now=MOMENT)
    (found,) = ledger.recipients({contact.account_id})[contact.account_id]
    assert found.silenced == silenced


@pytest.mark.parametrize("status", Status.values)
def test_budget_counts_mails_that_left_or_may_have_left(status):
    TouchFactory(
        address="ada@acme.example",
        decided_on=MONDAY,
        status=status,
        reason="stage" if status == "skipped" else "",
    )
    counted = {"planned", "sending", "sent", "uncertain"}
    expected = {"ada@acme.example": 1} if status in counted else {}
    assert ledger.spent(["ada@acme.example"], on=MONDAY) == expected


def test_budget_counts_seven_days_with_the_day_itself():
    for days in (0, 6, 7, -1):
        TouchFactory(address="ada@acme.example", decided_on=ago(days))
    assert ledger.spent(["ada@acme.example", "bob@acme.example"], on=MONDAY) == {
        "ada@acme.example": 2
    }


def test_health_mails_are_the_events_before_the_day_that_have_a_mail():
    account = customer()
    rules = catalogue.load()
    for days, mail in ((0, "health_poor"), (1, "health_poor"), (7, "health_concerning"), (3, "")):
        HealthChangeFactory(account=account, on=ago(days), mail=mail)
    HealthChangeFactory(on=ago(1), mail="health_poor")
    found = ledger.health_mails({account.pk}, rules, on=MONDAY)
    assert {key: sorted(mails) for key, mails in found.items()} == {
        account.pk: [HealthMail(ago(7), "health_concerning"), HealthMail(ago(1), "health_poor")]
    }


def test_rows_are_found_by_campaign_and_step():
    rules = catalogue.load()
    contact = ContactFactory()
    wanted = TouchFactory(contact=contact, step="2", reason="stage", status="waiting")
    TouchFactory(contact=contact, step="3")
    TouchFactory(step="2")
    found = ledger.rows({contact.account_id}, rules, ({"quarterly_checkin"}, {"2"}))
    key = (contact.account_id, 1, "quarterly_checkin", "2", contact.pk)
    assert list(found) == [key]
    assert (found[key].touch, found[key].status, found[key].reason) == (
        wanted.pk,
        "waiting",
        "stage",
    )


@pytest.mark.parametrize("number", [1, 3, 50])
def test_reading_takes_the_same_queries_for_any_number_of_accounts(
    number, django_assert_num_queries
):
    rules = catalogue.load()
    accounts = {person(customer(f"acme-{count}")).account_id for count in range(number)}
    with django_assert_num_queries(5):
        ledger.recipients(accounts)
        ledger.rows(accounts, rules, ({"asp_sync"}, {"1"}))
        ledger.health_mails(accounts, rules, on=MONDAY)


def test_topics_that_an_address_does_not_want_are_read_on_every_account():
    contact, other = person(customer("acme"), "ada"), person(customer("acme-2"), "bob")
    consent.opt_out([contact.email], source="test", now=early(MONDAY), topic="recaps")
    consent.opt_out(["nobody@elsewhere.example"], source="test", now=early(MONDAY), topic="betas")
    found = ledger.recipients({contact.account_id, other.account_id})
    (ada,), (bob,) = found[contact.account_id], found[other.account_id]
    assert (ada.silenced, ada.without) == ("", {"recaps"})
    assert (bob.silenced, bob.without) == ("", set())


def test_every_reason_of_suppression_silences():
    for reason in SuppressionReason.values:
        contact = person(customer(reason), "ada")
        consent.suppress([contact.email], reason=reason, source="test", now=early(MONDAY))
        (found,) = ledger.recipients({contact.account_id})[contact.account_id]
        assert found.silenced == reason
