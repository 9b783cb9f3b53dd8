"""Single mails to customers leave once, whoever sends and whatever breaks."""

import json
import logging
from datetime import timedelta

import pytest

from accounts import consent
from accounts.models import SuppressionReason
from campaigns import send, settle
from campaigns.carriers.outcome import deferred, refused, unknown
from campaigns.letters import plan
from campaigns.models import CustomerMail
from tests.campaigns.letters.test_letters import letter, planned
from tests.campaigns.roads import NOW, Road
from tests.factories.accounts import AccountFactory, ContactFactory, UserFactory

db = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def sending_is_on(settings):
    settings.PORTAL_SENDING = "on"


def sent(road, now=NOW):
    return dict(send.customer_mails(clock=lambda: now, carrier=road))


def kept():
    return CustomerMail.objects.values_list("status", "reason").get()


@db
def test_mail_leaves_once_and_is_marked():
    contact, road = ContactFactory(), Road()
    planned(contact)
    assert sent(road) == {"single mails sent": 1}
    assert sent(road) == {}
    [mail] = road.mails
    assert (mail.to, mail.subject) == (contact.email, "Booked: check-in")
    row = CustomerMail.objects.get()
    assert (row.status, row.sent_at, row.address) == ("sent", NOW, contact.email)


@db
def test_mail_waits_for_its_time_and_is_over_after_it():
    contact, road = ContactFactory(), Road()
    times = {"not_before": NOW + timedelta(hours=1), "closes_at": NOW + timedelta(hours=2)}
    plan.plan(letter(**times), to=contact, now=NOW)
    assert sent(road) == {}
    assert sent(road, NOW + timedelta(hours=2)) == {}
    assert kept() == ("skipped", "missed")


@db
@pytest.mark.parametrize(
    ("reason", "becomes"),
    [
        (SuppressionReason.OPTED_OUT, ("sent", "")),
        (SuppressionReason.BOUNCED, ("skipped", "bounced")),
        (SuppressionReason.COMPLAINED, ("skipped", "complained")),
    ],
)
def test_opt_out_holds_nothing_back_a_dead_address_does(reason, becomes):
    contact = ContactFactory()
    planned(contact)
    consent.suppress([contact.email], reason=reason, source="test", now=NOW)
    sent(Road())
    assert kept() == becomes


@db
@pytest.mark.parametrize("whose", ["contact", "account", "user"])
def test_who_is_gone_gets_none(whose):
    given = {"contact": {"removed_at": NOW}, "account": {"account__removed_at": NOW}}
    planned(UserFactory(is_active=False) if whose == "user" else ContactFactory(**given[whose]))
    road = Road()
    assert sent(road) == {"single mails skipped": 1}
    assert (road.mails, kept()) == ([], ("skipped", "gone"))


@db
def test_mail_goes_where_the_person_is_reached_by_then():
    contact, road = ContactFactory(), Road()
    planned(contact)
    contact.email = "new@customer.example"
    contact.save()
    sent(road)
    assert road.to == ["new@customer.example"]


@db
def test_off_sends_nothing_and_log_only_writes(settings, caplog):
    planned()
    settings.PORTAL_SENDING = "off"
    assert sent(Road()) == {}
    settings.PORTAL_SENDING = "log"
    with caplog.at_level(logging.INFO, "campaigns.sending"):
        send.customer_mails(clock=lambda: NOW)
    assert "Booked: check-in" in caplog.text
    assert CustomerMail.objects.get().transport == "log"


@db
@pytest.mark.parametrize(
    ("outcome", "becomes"),
    [(refused("no"), "failed"), (deferred("later"), "planned"), (unknown("?"), "uncertain")],
    ids=lambda each: str(getattr(each, "kind", each)),
)
def test_answer_decides_what_becomes_of_it(outcome, becomes):
    planned()
    sent(Road(lambda mail: outcome))
    assert kept()[0] == becomes


@db
def test_sender_that_dies_leaves_a_doubt_that_a_person_settles():
    planned()

    def dies(mail):
        raise SystemExit

    with pytest.raises(SystemExit):
        sent(Road(dies))
    road = Road()
    for minutes in (4, 6):
        assert sent(road, NOW + timedelta(minutes=minutes)) == {}
    assert (kept()[0], road.mails) == ("uncertain", [])
    row, user = CustomerMail.objects.get(), UserFactory()
    assert settle.settle_outgoing(row, sent=False, user=user, now=NOW)
    assert settle.send_again(row, user=user, now=NOW)
    assert sent(road) == {"single mails sent": 1}


@db
def test_mail_that_cannot_be_written_fails_alone():
    planned(key="a", headers={"Subject": "twice"})
    planned(key="b", to=ContactFactory(account=AccountFactory()))
    CustomerMail.objects.filter(key="a").update(body="# a heading no mail may have")
    assert sent(Road()) == {"single mails failed": 1, "single mails sent": 1}


RACE = """
import json, threading
from collections import Counter
from django.db import connections
from campaigns import send
from campaigns.models import CustomerMail
from tests.campaigns.letters.test_letters import planned
from tests.campaigns.roads import NOW, Road
for number in range(24):
    planned(key=str(number))
together = threading.Barrier(3)
roads = [Road(slots=3) for _ in range(3)]
def run(road):
    together.wait(60)
    send.customer_mails(clock=lambda: NOW, carrier=road)
    connections.close_all()
threads = [threading.Thread(target=run, args=[road]) for road in roads]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
to = Counter(mail.key for road in roads for mail in road.mails)
print(json.dumps([len(to), max(to.values()), CustomerMail.objects.filter(status="sent").count()]))
"""


def test_three_senders_at_once_send_each_mail_once(fresh_database, portal):
    done = portal("shell", "-c", RACE, DATABASE_URL=fresh_database, PORTAL_SENDING="on")
    assert json.loads(done.stdout.splitlines()[-1]) == [24, 1, 24], done.stderr
