"""Public pages in a real browser: usable by everybody, on a phone, in the dark, without scripts."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from accounts import consent
from campaigns import links
from tests.factories.accounts import ContactFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture(params=[(320, "light"), (1024, "dark")], ids=["phone", "desk in the dark"])
def page(request, browser: Browser) -> Page:
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 640}, color_scheme=scheme)
    yield context.new_page()
    context.close()


def hold_to_the_rules(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [violation["id"] for violation in found] == []
    viewport = page.viewport_size
    assert viewport is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_mails_can_be_stopped_and_wanted_again_with_the_keyboard(live_server, page):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: foreign(request.url, live_server.url, complaints))
    contact = ContactFactory(email=f"ada.{'x' * 40}@analytical-engines.example")
    page.goto(live_server.url + urlsplit(links.url(contact.pk, links.UNSUBSCRIBE)).path)
    hold_to_the_rules(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Nothing more is sent to this address.").wait_for()
    assert consent.reasons([contact.email]) == {contact.email: "opted_out"}
    hold_to_the_rules(page)
    page.get_by_role("link", name="choose which mails you get").click()
    hold_to_the_rules(page)
    page.get_by_role("button", name="Send me mails again").click()
    page.get_by_text("You get our mails.").wait_for()
    assert consent.reasons([contact.email]) == {}
    hold_to_the_rules(page)
    assert complaints == []


def test_link_that_does_not_work_says_what_to_do(live_server, page):
    page.goto(f"{live_server.url}/u/nonsense/")
    assert page.get_by_role("heading", name="This link does not work").is_visible()
    hold_to_the_rules(page)


def foreign(url: str, ours: str, complaints: list[str]) -> None:
    if not url.startswith((ours, "data:")):
        complaints.append(f"asked for {url}")
