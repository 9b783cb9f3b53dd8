"""Public pages: looking changes nothing, a post stops the mails, a bad link tells nothing."""

import io
import logging
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from accounts import consent
from accounts.models import ConsentEvent, Suppression, SuppressionReason, Topic
from campaigns import links, send
from campaigns.booking import book
from campaigns.help import thread as threads
from campaigns.models import Campaign, Host, Recap
from campaigns.recaps.month import Month
from lifecycle.models import BusinessReview
from tests.campaigns.roads import NOW, Road, clock
from tests.factories.accounts import START, AccountFactory, ContactFactory
from tests.factories.booking import HostFactory, MeetingTypeFactory
from tests.factories.campaigns import TouchFactory
from tests.factories.plans import SuccessPlanFactory

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def page(contact, purpose=links.UNSUBSCRIBE) -> str:
    return urlsplit(links.url(contact.pk, purpose)).path


def every_row() -> dict[str, list]:
    """All rows of all tables, to see whether anything changed."""
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list()))
        for model in apps.get_models()
    }


def reasons(contact) -> dict[str, str]:
    return consent.reasons([contact.email])


@pytest.fixture
def client() -> Client:
    """A visitor without cookies, held to CSRF as the public is."""
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


# Looking.


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_at_any_public_link_changes_no_row_of_any_table(client, method):
    host = HostFactory()
    contact = ContactFactory(account=AccountFactory(ta=host.user))
    kind = MeetingTypeFactory()
    meeting = book.book(kind, contact, TOMORROW, now=timezone.now())
    beta = Campaign.objects.create(slug="beta", name="Beta", topic="betas", state="active")
    recaps = Campaign.objects.get(slug="monthly_recap")
    touch = TouchFactory(contact=contact, campaign=recaps, step="2025-12", status="sent")
    plan = SuccessPlanFactory(account=contact.account, shared=True)
    review = BusinessReview.objects.create(
        account=contact.account,
        title="Review",
        from_on=START,
        until_on=START,
        created_at=NOW,
        state="ready",
        shared=True,
    )
    Recap.objects.create(account=contact.account, month=date(2025, 12, 1), **UNDRAWN)
    asked = threads.ask(contact, threads.Wish(text="How do I search?"), now=timezone.now())
    about = {"meeting": meeting, "interest": beta, "plan": plan, "review": review}
    keys = {purpose: row.pk for purpose, row in about.items()} | {"recap": 202512}
    given = {"slug": kind.slug, "touch": touch.pk, "request_id": asked.pk}
    seen = public_addresses(contact, about=keys, host=host, **given)
    asked = [f"{address}{query}" for address in seen for query in ("", QUERY)]
    before = every_row()
    answers = {address: getattr(client, method)(address).status_code for address in asked}
    assert every_row() == before
    if method == "get":
        opened = {page: code for page, code in answers.items() if not page.startswith(CLOSED)}
        assert set(opened.values()) <= {200, 302}, opened


# All others were really seen, and not only their refusal: these have nothing to show here.
CLOSED = ("/anymail/", "/healthz", "/brand/")
UNDRAWN = {"as_of": date(2026, 1, 1), "figures": Month("Acme", "December 2025", {}).as_json}
TOMORROW = timezone.now().replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(3)
TOMORROW += timedelta(days=max(0, 7 - TOMORROW.weekday()) if TOMORROW.weekday() > 4 else 0)
QUERY = f"?at={TOMORROW:%Y-%m-%dT%H:%MZ}&day={TOMORROW:%Y-%m-%d}&do=cancel&want=no&zone=UTC"


def public_addresses(contact, *, about: dict[str, int], host: Host, **kept) -> list[str]:
    """Every address outside the admin, with a good token where it takes one."""
    found = []
    for name, pattern in flat(get_resolver().url_patterns):
        purpose = name.rpartition(":")[2].partition("_")[0]
        token = links.token(contact.pk, purpose, about=about.get(purpose, 0))
        if purpose == links.FEED:
            token = links.token(host.pk, purpose, generation=host.feed_number)
        given = {"token": token, **kept}
        found.append(reverse(name, kwargs={key: given[key] for key in pattern.pattern.converters}))
    assert any("/u/" in address for address in found)
    assert any("/book/" in address for address in found)
    assert any("tracking" in address for address in found)
    return found


def flat(patterns, prefix="") -> list[tuple[str, URLPattern]]:
    names = []
    for pattern in patterns:
        namespace = getattr(pattern, "namespace", None)
        if namespace == "admin":
            continue
        if hasattr(pattern, "url_patterns"):
            inner = f"{prefix}{namespace}:" if namespace else prefix
            names += flat(pattern.url_patterns, inner)
        elif pattern.name:
            names.append((prefix + pattern.name, pattern))
    return names


def test_page_shows_the_address_and_a_button(client):
    contact = ContactFactory(email="ada@customer.example")
    answer = client.get(page(contact))
    assert answer.status_code == 200
    assert "ada@customer.example" in answer.text
    assert "<button" in answer.text and 'method="post"' in answer.text


# Stopping.


@pytest.mark.parametrize("body", [{}, ONE_CLICK])
def test_post_without_cookie_or_csrf_token_opts_out_and_repeating_it_is_fine(client, body):
    contact = ContactFactory()
    for _ in range(2):
        assert client.post(page(contact), body).status_code == 200
    assert reasons(contact) == {contact.email: "opted_out"}
    assert ConsentEvent.objects.count() == 1


def test_one_click_post_as_mail_programs_send_it_sets_no_cookie(client):
    contact = ContactFactory()
    answer = client.post(
        page(contact), "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200
    assert not answer.cookies
    assert reasons(contact)


def test_opting_out_holds_for_the_address_on_every_account(client):
    contact = ContactFactory(email="ada@both.example")
    ContactFactory(email="ada@both.example", account=AccountFactory())
    client.post(page(contact))
    assert Suppression.objects.get().address == "ada@both.example"


def test_link_in_the_header_is_the_one_that_works(client, settings):
    settings.PORTAL_SENDING = "on"
    touch, road = TouchFactory(), Road()
    send.planned(clock=clock, carrier=road)
    header = road.mails[0].headers["List-Unsubscribe"]
    client.post(urlsplit(header.strip("<>")).path, ONE_CLICK)
    assert reasons(touch.contact) == {touch.address: "opted_out"}
    later = TouchFactory(contact=touch.contact, account=touch.account)
    assert send.planned(clock=clock, carrier=Road()) == {"skipped": 1}
    later.refresh_from_db()
    assert later.reason == "opted_out"


def test_who_was_removed_from_an_account_can_still_say_no(client):
    contact = ContactFactory(removed_at=NOW)
    assert client.post(page(contact), ONE_CLICK).status_code == 200
    assert reasons(contact)


# Choosing.


def test_preferences_can_be_turned_off_and_on_again(client):
    contact = ContactFactory()
    choose = page(contact, links.PREFERENCES)
    assert "You get our mails" in client.get(choose).text
    assert "You get none of our mails" in client.post(choose, {"want": "no"}).text
    assert reasons(contact) == {contact.email: "opted_out"}
    assert "You get our mails" in client.post(choose, {"want": "yes"}).text
    assert reasons(contact) == {}


@pytest.mark.parametrize("body", [{}, {"want": "maybe"}, ONE_CLICK])
def test_a_post_that_says_nothing_known_changes_no_preference(client, body):
    contact = ContactFactory()
    client.post(page(contact, links.PREFERENCES), body)
    assert not ConsentEvent.objects.exists()


@pytest.mark.parametrize("reason", [SuppressionReason.BOUNCED, SuppressionReason.COMPLAINED])
def test_an_address_that_bounced_or_complained_is_not_brought_back_by_its_page(client, reason):
    contact = ContactFactory()
    consent.suppress([contact.email], reason=reason, source="test", now=NOW)
    answer = client.post(page(contact, links.PREFERENCES), {"want": "yes"})
    assert "Nothing is sent" in answer.text
    assert reasons(contact) == {contact.email: reason}


# Bad links.


def test_every_bad_link_gets_the_same_friendly_answer(client):
    contact = ContactFactory(removed_at=NOW)
    bad = [
        "/u/nonsense/",
        f"{page(contact)[:-5]}/",
        page(contact).replace("/u/", "/p/"),
        page(contact, links.PREFERENCES),
        f"/p/{links.token(contact.pk + 1000, links.PREFERENCES)}/",
        f"/u/{'x' * 5000}/",
    ]
    answers = [getattr(client, method)(address) for address in bad for method in ("get", "post")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert "This link does not work" in answers[0].text
    assert not Suppression.objects.exists()


def test_preferences_of_a_removed_account_are_closed(client):
    contact = ContactFactory(account=AccountFactory(removed_at=NOW))
    assert client.get(page(contact, links.PREFERENCES)).status_code == 404


# Doors.


def test_pages_keep_their_address_to_themselves(client):
    answer = client.get(page(ContactFactory()))
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert not answer.cookies


def test_pages_load_nothing_from_elsewhere_and_run_no_script(client):
    text = client.get(page(ContactFactory())).text
    assert "<script" not in text
    assert "style=" not in text
    assert "//" not in text.replace("<!doctype html>", "")


def test_token_appears_in_no_log_line(client):
    [console] = [h for h in logging.getLogger().handlers if h.name == "console"]
    lines = io.StringIO()
    usual = console.setStream(lines)
    try:
        revoked = page(ContactFactory(removed_at=NOW), links.PREFERENCES)
        client.get(revoked)
        logging.getLogger("django.server").warning('"GET %s HTTP/1.1" 200', page(ContactFactory()))
    finally:
        console.setStream(usual)
    assert "Not Found: /p/…/" in lines.getvalue()
    assert '"GET /u/…/ HTTP/1.1"' in lines.getvalue()
    assert revoked.split("/")[2] not in lines.getvalue()


# Topics.


def test_topics_not_ticked_are_stopped_and_those_ticked_again_are_allowed(client):
    contact, at = ContactFactory(), links.PREFERENCES
    client.post(
        page(contact, at), {"save": "topics", "topic": ["onboarding", "recaps", "nonsense"]}
    )
    off = set(consent.without(contact.email))
    assert {"betas", "features"} <= off
    assert not off & {"onboarding", "recaps"}
    answer = client.post(page(contact, at), {"save": "topics", "topic": Topic.values})
    assert consent.without(contact.email) == {}
    assert "Saved." in answer.text and "Your choices so far" in answer.text
    assert reasons(contact) == {}


def test_page_tells_what_is_kept_about_the_contact(client):
    contact = ContactFactory(first_name="Ada", title="Head of Engines", champion=True)
    answer = client.get(page(contact, links.PREFERENCES))
    for kept in (contact.email, "Ada", "Head of Engines", "Champion", contact.account.name):
        assert kept in answer.text


def test_link_of_a_mail_offers_to_stop_only_its_topic(client):
    contact = ContactFactory()
    answer = client.get(f"{page(contact)}?topic=recaps")
    assert "Stop only “Usage recaps”" in answer.text
    client.post(f"{page(contact)}?topic=recaps", {"topic": "recaps"})
    assert set(consent.without(contact.email)) == {"recaps"}
    assert reasons(contact) == {}


def test_one_click_on_the_link_of_a_topic_stops_everything(client):
    contact = ContactFactory()
    client.post(f"{page(contact)}?topic=recaps", ONE_CLICK)
    assert reasons(contact) == {contact.email: "opted_out"}
