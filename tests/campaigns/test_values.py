"""The values of a mail's variables, as the tables say and as the rules round."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from accounts.models import Programme
from campaigns import links, mime, send
from campaigns.carriers.choose import SMTP_BACKEND
from campaigns.carriers.message import Outgoing
from campaigns.models import Campaign, Message
from campaigns.sending import letters, rows
from campaigns.sending.letters import Desk, letter_of
from campaigns.variables import VARIABLES
from tests.campaigns.roads import NOW, clock
from tests.factories.accounts import (
    START,
    AccountFactory,
    ContactFactory,
    ContractFactory,
    PingFactory,
    UserFactory,
)
from tests.factories.campaigns import TouchFactory

pytestmark = pytest.mark.django_db


def values_of(touch) -> dict[str, str]:
    return letter_of(touch).values


def campaign(slug: str) -> Campaign:
    return Campaign.objects.get(slug=slug)


def recap(account, **fields):
    contact = ContactFactory(account=account, program_contact=True)
    return TouchFactory(contact=contact, campaign=campaign("monthly_recap"), **fields)


def test_person_account_and_team():
    advisor = UserFactory(
        first_name="Grace", last_name="Hopper", title="Technical Advisor", email="grace@v.example"
    )
    account = AccountFactory(
        name="Analytical Engines", ta=advisor, programme=Programme.objects.get(slug="scaled")
    )
    ContractFactory(account=account, seats=1200, products="code_search;cody")
    contact = ContactFactory(account=account, first_name="Ada", last_name="Lovelace")
    said = values_of(TouchFactory(contact=contact))
    assert said | {"contact_first_name": "Ada", "contact_full_name": "Ada Lovelace"} == said
    assert said["account_name"] == "Analytical Engines"
    assert said["program_name"] == "Scaled"
    assert said["products"] == "Code Search and Cody"
    assert said["sender_name"] == said["ta_name"] == "Grace Hopper"
    assert said["sender_title"] == "Technical Advisor"
    assert said["sender_email"] == "grace@v.example"


def test_contract_is_the_one_in_force_on_the_day_of_the_decision_with_add_ons():
    account = AccountFactory()
    ContractFactory(account=account, start=date(2024, 3, 4), end=date(2025, 3, 4), seats=50)
    ContractFactory(account=account, start=date(2025, 3, 4), end=date(2026, 3, 4), seats=1200)
    ContractFactory(
        account=account, kind="add_on", start=date(2025, 6, 1), end=date(2026, 3, 4), seats=34,
        products="cody",
    )  # fmt: skip
    ContractFactory(
        account=account, start=date(2026, 3, 4), end=date(2027, 3, 4), signed_on=date(2026, 1, 6)
    )
    touch = TouchFactory(contact=ContactFactory(account=account))
    Message.objects.filter(version=touch.version).update(
        body="{{ seats | - }} {{ renewal_date | - }} {{ relationship_start }}"
    )
    said = values_of(touch)
    assert said["seats"] == "1,234"
    assert said["products"] == "Code Search and Cody"
    assert said["relationship_start"] == "4 March 2024"
    assert said["renewal_date"] == "4 March 2026"  # the renewal was signed the day after


def test_monthly_recap_sums_up_the_closed_month():
    account = AccountFactory()
    ContractFactory(account=account, start=date(2025, 1, 1), end=date(2026, 6, 1), seats=100)
    PingFactory(account=account, date=date(2025, 11, 29), mau=70, dau=99)
    PingFactory(account=account, date=date(2025, 11, 30), mau=75, dau=99)
    for day, dau, mau in [(1, 20, 60), (10, 30, 81), (20, 41, 82), (31, 30, 79)]:
        PingFactory(account=account, date=date(2025, 12, day), dau=dau, mau=mau)
    PingFactory(account=account, date=date(2026, 1, 1), mau=99, dau=99)
    said = values_of(recap(account, step="2026-01"))
    assert said["month_name"] == said["period_name"] == "December 2025"
    assert said["figure_mau"] == "79"
    assert said["figure_seats"] == "100"
    assert said["figure_utilization"] == "79%"
    assert said["figure_dau"] == "30"  # 121 / 4 = 30.25
    assert said["figure_usage"] == "38%"  # 121 / (4 * 79) = 38.29 %
    assert said["figure_change_mau"] == "+4 (+5%)"


def test_recap_measures_the_month_against_the_seats_of_its_last_day():
    account = AccountFactory()
    ContractFactory(account=account, start=date(2025, 1, 1), end=date(2026, 1, 1), seats=100)
    ContractFactory(account=account, start=date(2026, 1, 1), end=date(2027, 1, 1), seats=500)
    PingFactory(account=account, date=date(2025, 12, 31), mau=80, dau=9)
    assert values_of(recap(account, step="2026-01"))["figure_seats"] == "100"
    assert values_of(recap(account, step="2026-02"))["figure_seats"] == "500"


def test_first_recap_shows_what_the_rules_saw_on_its_day():
    account = AccountFactory()
    ContractFactory(account=account, start=START - timedelta(90), seats=100)
    PingFactory(account=account, date=START, mau=99, dau=99)  # not known early on the day
    for ago in (1, 2, 3, 28):
        PingFactory(account=account, date=START - timedelta(ago), mau=80 + ago, dau=30)
    PingFactory(account=account, date=START - timedelta(29), mau=60, dau=99)
    contact = ContactFactory(account=account)
    said = values_of(TouchFactory(contact=contact, campaign=campaign("day90_recap"), step="1"))
    assert said["period_name"] == "the 28 days before 5 January 2026"
    assert (said["figure_mau"], said["figure_dau"]) == ("81", "30")
    assert (said["figure_utilization"], said["figure_usage"]) == ("81%", "37%")
    assert said["figure_change_mau"] == "+21 (+35%)"


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        ({"program_contact": True}, "you are Program Contact at Acme"),
        ({"program_contact": True, "champion": True}, "you are Program Contact and Champion at"),
        ({"executive": True}, "you are our contact at Acme"),
    ],
)
def test_why_names_the_roles_that_the_campaign_asks_for(roles, words):
    contact = ContactFactory(account=AccountFactory(name="Acme"), **roles)
    assert words in values_of(TouchFactory(contact=contact))["why_line"]


def test_survey_and_help_lead_to_pages_that_know_the_contact_and_the_mail():
    touch = TouchFactory(campaign=campaign("day30_checkin"), step="1")
    said = values_of(touch)
    for name, purpose in (("survey_url", links.SURVEY), ("help_url", links.HELP)):
        bearer = links.read(said[name].rstrip("/").rpartition("/")[2], purpose)
        assert (bearer.contact, bearer.about) == (touch.contact_id, touch.pk)


def test_booking_leads_to_the_readers_own_page_and_says_which_campaign_offered_it():
    contact = ContactFactory(links_revoked=2)
    touch = TouchFactory(contact=contact, campaign=campaign("day90_recap"), step="1")
    token = values_of(touch)["booking_url"].split("/")[-2]
    assert links.read(token, links.BOOK) == (contact.pk, touch.campaign_id, 2)


def test_unsubscribe_and_preferences_lead_to_this_contact():
    touch = TouchFactory()
    said = values_of(touch)
    unsubscribe, _, _ = said["unsubscribe_url"].partition("?")
    assert unsubscribe == links.url(touch.contact_id, links.UNSUBSCRIBE)
    assert said["preferences_url"] == links.url(touch.contact_id, links.PREFERENCES)


def test_feature_is_named_as_people_write_it():
    touch = TouchFactory(campaign=campaign("advanced_enablement"), variant="batch_changes")
    assert values_of(touch)["feature_name"] == "Batch Changes"


def test_every_variable_that_must_have_a_value_has_one_in_every_starter_mail():
    account = AccountFactory()
    ContractFactory(account=account, start=date(2025, 1, 1), end=date(2026, 6, 1))
    for ago in range(1, 60):
        PingFactory(account=account, date=START - timedelta(ago))
    contact = ContactFactory(account=account)
    for message in Message.objects.filter(version__campaign__current=F("version")):
        slug = message.version.campaign.slug
        step = "2026-01" if slug == "monthly_recap" else message.name
        touch = TouchFactory(contact=contact, campaign=message.version.campaign, step=step)
        letter = letter_of(touch)
        assert letter.outgoing(1).subject, (slug, letter.mistake)
        assert set(letter.values) <= VARIABLES.keys()


def test_statements_are_as_many_for_many_mails_as_for_few():
    def statements(count: int) -> int:
        for _ in range(count):
            account = AccountFactory()
            ContractFactory(account=account)
            PingFactory(account=account, date=date(2025, 12, 9))
            recap(account, step="2026-01")
            TouchFactory(campaign=campaign("day90_recap"), contact__account=account)
        found = next(rows.windows(rows.planned(on=START, now=NOW, through=START), lambda: 500))
        assert len(found) >= 2 * count
        with CaptureQueriesContext(connection) as captured:
            Desk().letters(found)
        return len(captured)

    few = statements(2)
    assert statements(20) == few
    assert few <= 10


def test_row_whose_values_cannot_be_read_fails_alone(monkeypatch):
    usual = letters.values.gather
    bad, good = TouchFactory(), TouchFactory()

    def stumble(asked):
        if any(mail.row.touch == bad.pk for mail in asked):
            raise ZeroDivisionError("of all things")
        return usual(asked)

    monkeypatch.setattr(letters.values, "gather", stumble)
    found = next(rows.windows(rows.planned(on=START, now=NOW, through=None), lambda: 10))
    by_touch = {letter.row.touch: letter for letter in Desk().letters(found)}
    assert "of all things" in by_touch[bad.pk].mistake
    assert by_touch[good.pk].outgoing(1).to == good.address


def test_preview_is_what_is_sent_byte_for_byte(settings, smtp_sink):
    """The very bytes of a preview arrive at a real mail server."""
    settings.PORTAL_SENDING = "on"
    settings.EMAIL_BACKEND = SMTP_BACKEND
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_sink.port
    account = AccountFactory(name="Größe & Söhne <b>")
    ContractFactory(account=account, start=date(2025, 1, 1), end=date(2026, 6, 1))
    PingFactory(account=account, date=date(2025, 12, 30))
    touch = recap(account, step="2026-01")
    previewed = bytes_of(letter_of(touch).outgoing(1))
    assert send.planned(clock=clock) == {"sent": 1}
    [(_, arrived)] = smtp_sink.accepted
    assert arrived == previewed


def bytes_of(mail: Outgoing) -> bytes:
    return mime.build(mail, date=NOW, allow_8bit=True)
