"""Pictures of a month: once for each account, frozen by the first mail, on a page behind a link."""

from datetime import date, timedelta

import pytest

from accounts.models import Ping
from campaigns import links, send
from campaigns.models import Campaign, Recap, Touch
from campaigns.recaps import keep
from campaigns.sending.letters import letter_of
from tests.campaigns.roads import NOW, Road, clock
from tests.factories.accounts import AccountFactory, ContactFactory, ContractFactory, PingFactory
from tests.factories.campaigns import TouchFactory

pytestmark = pytest.mark.django_db
FIRST = date(2025, 12, 1)


@pytest.fixture(autouse=True)
def sending_on(settings):
    settings.PORTAL_SENDING = "on"


def recap_of(account) -> Touch:
    return TouchFactory(
        contact=ContactFactory(account=account),
        campaign=Campaign.objects.get(slug="monthly_recap"),
        step="2026-01",
    )


@pytest.fixture
def account():
    account = AccountFactory(name="Acme & Söhne")
    ContractFactory(account=account, start=date(2025, 6, 1), seats=100)
    for day in range(31):
        PingFactory(
            account=account,
            date=FIRST + timedelta(day),
            dau=20 + day,
            mau=80,
            feature_users={"batch_changes": day, "notebooks": 1},
        )
    return account


def test_month_is_frozen_once_for_all_its_mails_and_drawn_once(account):
    touches = [recap_of(account) for _ in range(3)]
    road = Road()
    assert send.planned(clock=clock, carrier=road)["sent"] == 3
    kept = Recap.objects.get()
    assert (kept.account, kept.month, kept.picture) == (account, FIRST, None)
    assert keep.draw_waiting(over=lambda: False) == 1
    assert keep.draw_waiting(over=lambda: False) == 0
    assert bytes(Recap.objects.get().picture).startswith(b"\x89PNG")
    assert {touch.contact_id for touch in touches} == set(
        Touch.objects.filter(status="sent").values_list("contact", flat=True)
    )


def test_mail_holds_link_picture_and_all_in_words(account):
    touch = recap_of(account)
    rendered = letter_of(touch).outgoing(1)
    link = links.url(touch.contact_id, links.RECAP, about=202512)
    assert f'src="{link}usage.png"' in rendered.html and f'href="{link}"' in rendered.html
    assert "Usage of Acme &amp; Söhne in December 2025: 80 people active of 100" in rendered.html
    assert link in rendered.text and "80" in rendered.text
    assert not Recap.objects.exists()  # a preview keeps nothing


def test_page_and_picture_are_those_of_the_mail_whatever_is_reported_later(account, client):
    touch = recap_of(account)
    before = client.get(path(touch)).content.decode()
    assert "those known today" in before
    send.planned(clock=clock, carrier=Road())
    keep.draw_waiting(over=lambda: False)
    drawn = client.get(f"{path(touch)}usage.png").content
    Ping.objects.update(mau=1, dau=1)
    text = client.get(path(touch)).content.decode()
    assert "those of the mail, as of" in text
    for said in (">80<", ">100<", "Batch Changes", ">30<"):
        assert said in text
    assert client.get(f"{path(touch)}usage.png").content == drawn


def test_picture_asked_for_before_it_is_drawn_is_the_same_and_not_kept(account, client):
    touch = recap_of(account)
    send.planned(clock=clock, carrier=Road())
    early = client.get(f"{path(touch)}usage.png")
    assert (early.status_code, early["Content-Type"]) == (200, "image/png")
    assert Recap.objects.get().picture is None
    keep.draw_waiting(over=lambda: False)
    assert client.get(f"{path(touch)}usage.png").content == early.content


@pytest.mark.parametrize("about", [0, 202513, 99, 199912, 210001])
def test_month_that_is_none_is_an_unknown_link(about, account, client):
    contact = ContactFactory(account=account)
    assert client.get(links.path(contact.pk, links.RECAP, about=about)).status_code == 404
    token = links.token(contact.pk, links.RECAP, about=about)
    assert client.get(f"/r/{token}/usage.png").status_code == 404


def test_removed_contacts_links_are_unknown(account, client):
    touch = recap_of(account)
    touch.contact.removed_at = NOW
    touch.contact.save()
    assert client.get(path(touch)).status_code == 404
    assert client.get(f"{path(touch)}usage.png").status_code == 404


def test_other_mails_cost_no_statement_more(django_assert_num_queries):
    from campaigns.sending.letters import Letter

    with django_assert_num_queries(0):
        assert keep.kept([Letter(None, None, {"figure_mau": "1"})])


def test_mail_leaves_when_its_month_cannot_be_kept(account, monkeypatch):
    recap_of(account)
    monkeypatch.setattr(Recap.objects, "bulk_create", lambda *_, **__: 1 / 0)
    assert send.planned(clock=clock, carrier=Road())["sent"] == 1


def path(touch: Touch) -> str:
    return links.path(touch.contact_id, links.RECAP, about=202512)


def test_month_without_figures_says_so_and_names_no_goals(client):
    contact = ContactFactory()
    page = client.get(links.path_for(contact, links.RECAP, about=202602)).text
    assert "No figures were reported for this month." in page
    assert "Goal for that share" not in page and "<img class" not in page
