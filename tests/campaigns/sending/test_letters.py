"""What a mail says about itself: who signs, who it is for, and the way to stop it."""

from collections import Counter

import pytest

from campaigns import send
from tests.campaigns.roads import Road, clock
from tests.factories.accounts import AccountFactory, ContactFactory, UserFactory
from tests.factories.campaigns import TouchFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sending_on(settings):
    settings.PORTAL_SENDING = "on"


def send_now(road: Road | None = None, **options) -> Counter[str]:
    return send.planned(clock=clock, carrier=road or Road(), **options)


def test_headers_name_the_row_and_offer_one_click(settings):
    settings.PORTAL_BASE_URL = "https://portal.example"
    touch, road = TouchFactory(), Road()
    send_now(road)
    [mail] = road.mails
    assert mail.headers["Message-ID"] == f"<touch.{touch.pk}.1@portal.example>"
    assert mail.headers["List-Unsubscribe"].startswith("<https://portal.example/u/")
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (mail.key, mail.metadata) == (str(touch.pk), {"touch": str(touch.pk)})
    assert mail.tags == ("quarterly_checkin",)


def test_advisor_signs_with_the_portals_address_and_gets_the_answers(settings):
    advisor = UserFactory(first_name="Grace", last_name="Hopper", email="grace@vendor.example")
    account = AccountFactory(ta=advisor)
    TouchFactory(contact=ContactFactory(account=account))
    road = Road()
    send_now(road)
    [mail] = road.mails
    assert (mail.sender_name, mail.sender) == ("Grace Hopper", settings.PORTAL_SENDER_EMAIL)
    assert mail.reply_to == "grace@vendor.example"


def test_team_signs_for_accounts_without_an_advisor_or_with_one_who_left(settings):
    left = UserFactory(first_name="Al", email="al@vendor.example", is_active=False)
    TouchFactory()
    TouchFactory(contact=ContactFactory(account=AccountFactory(ta=left)))
    road = Road()
    send_now(road)
    assert {mail.sender_name for mail in road.mails} == {settings.PORTAL_SENDER_NAME}
    assert {mail.reply_to for mail in road.mails} == {""}
