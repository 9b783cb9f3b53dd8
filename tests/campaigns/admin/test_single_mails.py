"""The ledger of single mails: read by all, settled by some, and nobody's keys are shown."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.letters import plan
from campaigns.models import CustomerMail
from tests.admin_book import NOON, member
from tests.campaigns.letters.test_letters import letter
from tests.factories.accounts import ContactFactory, UserFactory

LIST = "/admin/campaigns/customermail/"
LINK = "https://portal.example/meeting/2e-1." + "x" * 43 + "/"


def mails(count: int) -> list[CustomerMail]:
    return [
        plan.plan(
            letter(key=str(n), body=f"[Move]({LINK})"),
            to=UserFactory() if n % 2 else ContactFactory(),
            now=NOON,
        )
        for n in range(count)
    ]


@pytest.fixture
def advisor(client, db):
    user = member("Technical Advisor")
    client.force_login(user)
    return user


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_list_costs_the_same_for_any_number_of_mails(advisor, client, rows):
    mails(rows)
    with CaptureQueriesContext(connection) as captured:
        page = client.get(LIST)
    assert page.content.decode().count("Booked: check-in") >= rows
    assert len(captured) == 5


def test_page_shows_the_mail_without_the_keys_of_its_reader(advisor, client):
    [mail] = mails(1)
    page = client.get(f"{LIST}{mail.pk}/change/").content.decode()
    assert "https://portal.example/meeting/…/" in page
    assert "x" * 43 not in page


def test_uncertain_mail_is_settled_and_a_failed_one_sent_again(advisor, client):
    [mail] = mails(1)
    CustomerMail.objects.update(status="uncertain")
    for action, status in (("it_did_not_leave", "failed"), ("send_again", "planned")):
        client.post(LIST, {"action": action, "_selected_action": [mail.pk]})
        assert CustomerMail.objects.get().status == status


def test_who_only_reads_settles_nothing(client, db):
    client.force_login(member("Read-only"))
    [mail] = mails(1)
    CustomerMail.objects.update(status="uncertain")
    assert client.get(LIST).status_code == 200
    client.post(LIST, {"action": "it_left", "_selected_action": [mail.pk]})
    assert CustomerMail.objects.get().status == "uncertain"
