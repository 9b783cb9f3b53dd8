"""From the mail of day 90 to a booked call, its calendar file, a move and a cancellation."""

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import ics
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page

from campaigns import links, send
from campaigns.booking import book, offers
from campaigns.letters import plan
from campaigns.models import Campaign, CustomerMail, Meeting, MeetingType
from tests.campaigns.letters.test_letters import letter
from tests.campaigns.roads import Road
from tests.factories.accounts import (
    AccountFactory,
    ContactFactory,
    ContractFactory,
    PingFactory,
    UserFactory,
)
from tests.factories.booking import HostFactory
from tests.factories.campaigns import TouchFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=[(320, "light"), (1024, "dark")], ids=["phone", "desk in the dark"])
def page(request, browser: Browser) -> Page:
    width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 700},
        color_scheme=scheme,
        timezone_id="Asia/Kolkata",
        accept_downloads=True,
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def contact():
    host = HostFactory(
        user__first_name="Maximiliane",
        user__last_name="von Wolfeschlegelsteinhausenbergerdorff",
        place="https://meet.example/{account}/{meeting}",
    )
    account = AccountFactory(name="Analytical Engines", ta=host.user)
    return ContactFactory(account=account, email=f"ada.{'x' * 40}@engines.example")


def hold_to_the_rules(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [violation["id"] for violation in found] == []
    viewport = page.viewport_size
    assert viewport is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def mail_of_day_90(contact) -> str:
    """The link to book in the mail as it leaves."""
    today = timezone.localdate()
    ContractFactory(account=contact.account, start=today - timedelta(90))
    for ago in range(1, 29):
        PingFactory(account=contact.account, date=today - timedelta(ago), mau=80, dau=30)
    campaign = Campaign.objects.get(slug="day90_recap")
    TouchFactory(
        contact=contact, campaign=campaign, step="1", due_on=today, not_before=timezone.now()
    )
    road = Road()
    send.planned(clock=timezone.now, carrier=road)
    found = re.search(r"https?://\S+/book/\S+/", road.mails[0].text)
    assert found
    return urlsplit(found[0]).path


def test_from_the_mail_to_a_booked_moved_and_cancelled_call(
    live_server, page, contact, settings, tmp_path: Path
):
    settings.PORTAL_SENDING = "on"
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: foreign(request.url, live_server.url, complaints))

    # The mail leads straight to the times; nobody knows the zone, so the browser says it.
    page.goto(live_server.url + mail_of_day_90(contact))
    page.wait_for_url(re.compile("zone=Asia%2F"))
    page.get_by_role("heading", name="Check-in").wait_for()
    hold_to_the_rules(page)
    # By keyboard, as by mouse: the first time of the day is a link.
    page.locator("ul.times a").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Book").click()
    assert page.get_by_role("heading", name="Check-in").is_visible()
    page.get_by_label("Roadmap").check()
    page.get_by_label("What would make this half hour").fill("Batch changes")
    hold_to_the_rules(page)
    assert not Meeting.objects.exists()
    page.get_by_role("button", name="Book").click()
    page.get_by_text("Booked. An invitation is on its way").wait_for()
    hold_to_the_rules(page)
    meeting = Meeting.objects.get()
    assert (meeting.topic, meeting.zone) == ("Roadmap", "Asia/Kolkata")
    assert meeting.offered_by == Campaign.objects.get(slug="day90_recap")

    with page.expect_download() as download:
        page.get_by_role("link", name="Add to your calendar").click()
    download.value.save_as(tmp_path / "meeting.ics")
    [event] = ics.Calendar((tmp_path / "meeting.ics").read_text()).events
    assert (event.uid, event.begin.datetime) == (meeting.uid, meeting.starts_at)

    page.get_by_role("link", name="Move", exact=True).click()
    hold_to_the_rules(page)
    page.locator("ul.times a").nth(3).click()
    hold_to_the_rules(page)
    page.get_by_role("button", name="Move it").click()
    page.get_by_text("Moved.").wait_for()
    moved = Meeting.objects.get()
    assert moved.starts_at != meeting.starts_at
    assert (moved.uid, moved.sequence) == (meeting.uid, 1)

    page.get_by_text("Add a note").click()
    page.get_by_label("Your host reads it").fill("Ben joins.")
    page.get_by_role("button", name="Add the note").click()
    page.get_by_text("Ben joins.").wait_for()
    page.get_by_text("Cancel this meeting").click()
    hold_to_the_rules(page)
    page.get_by_role("button", name="Cancel the meeting").click()
    page.get_by_text("This meeting is cancelled.").wait_for()
    hold_to_the_rules(page)
    assert Meeting.objects.get().state == "cancelled"

    road = Road()
    send.customer_mails(clock=timezone.now, carrier=road)
    [told] = [mail for mail in road.mails if mail.to == contact.email]
    assert told.calendar.method == "CANCEL"
    assert not CustomerMail.objects.filter(status="planned").exists()
    assert complaints == []


def test_loser_of_a_race_chooses_another_time_with_what_was_typed(live_server, page, contact):
    kind = MeetingType.objects.get(slug="check-in")
    contact.time_zone = "Europe/Berlin"
    contact.save()
    start = links.path_for(contact, links.BOOK)
    page.goto(f"{live_server.url}{start}")
    hold_to_the_rules(page)
    page.get_by_role("link", name=re.compile("^Check-in")).click()
    page.get_by_text("Your device is set to Asia/").wait_for()
    page.locator("ul.times a").first.click()
    page.get_by_label("Training").check()
    page.get_by_label("Anything else").fill("Kept")
    first = min(offers.offer(kind, contact.account, now=timezone.now()).free)
    book.book(kind, ContactFactory(account=contact.account), first, now=timezone.now())
    page.get_by_role("button", name="Book").click()
    page.get_by_text("not free any more").wait_for()
    hold_to_the_rules(page)
    assert page.get_by_label("Anything else").input_value() == "Kept"
    page.locator('input[name="at"]').first.check()
    page.get_by_role("button", name="Book").click()
    page.get_by_text("Booked.").wait_for()
    assert Meeting.objects.get(contact=contact).note == "Kept"


def test_booking_works_without_javascript(live_server, browser, contact):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}{links.path_for(contact, links.BOOK)}sync-call/")
    page.get_by_label("Times in").select_option("America/Sao_Paulo")
    page.get_by_role("button", name="Show").click()
    page.locator("ul.times a").first.click()
    page.get_by_role("button", name="Book").click()
    page.get_by_text("Booked.").wait_for()
    assert Meeting.objects.get().zone == "America/Sao_Paulo"
    context.close()


def foreign(url: str, ours: str, complaints: list[str]) -> None:
    if not url.startswith((ours, "data:", "blob:")):
        complaints.append(f"asked for {url}")


@pytest.mark.parametrize("width", [390, 1280])
def test_single_mails_are_read_in_the_admin_on_any_screen(live_server, browser, client, width):
    mail = plan.plan(letter(body=f"[Move]({live_server.url}/meeting/{'x' * 60}/)"), **to_somebody())
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    context = browser.new_context(viewport={"width": width, "height": 800})
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    for where in ("customermail/", f"customermail/{mail.pk}/change/", "publicpost/"):
        page.goto(f"{live_server.url}/admin/campaigns/{where}")
        page.wait_for_timeout(300)
        found = Axe().run(page).response["violations"]
        assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, where
    context.close()


def to_somebody() -> dict[str, object]:
    return {"to": ContactFactory(), "now": timezone.now()}
