"""From a lost link to one's own page, to the success plan and its sign-off, in a real browser."""

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page

from campaigns import links
from campaigns.models import CustomerMail
from lifecycle.models import PlanAction, PlanComment, PlanSignature
from lifecycle.plans import action, signing
from tests.admin_book import superuser
from tests.factories.accounts import ContactFactory
from tests.factories.plans import ObjectiveFactory, SuccessPlanFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=[(320, "light"), (1024, "dark")], ids=["phone", "desk in the dark"])
def page(request, browser: Browser) -> Page:
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 700}, color_scheme=scheme)
    yield context.new_page()
    context.close()


@pytest.fixture
def ada():
    """With a plan that was offered for sign-off, and names that do not fit a phone."""
    contact = ContactFactory(
        first_name="Ada",
        last_name="Lovelace-Wolfeschlegelsteinhausenbergerdorff",
        email=f"ada.{'x' * 40}@engines.example",
        champion=True,
    )
    on, now = timezone.localdate(), timezone.now()
    plan = SuccessPlanFactory(account=contact.account, shared=True, started_on=on)
    ObjectiveFactory(plan=plan, baseline_on=on, due_on=on.replace(year=on.year + 1))
    action.add(plan, "Name the admins", side="customer", due_on=on, now=now, contact=contact)
    signing.offer(plan, by=superuser(), on=on, now=now)
    return contact


def hold_to_the_rules(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [violation["id"] for violation in found] == []
    viewport = page.viewport_size
    assert viewport is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_lost_link_leads_to_the_hub_and_the_plan_is_signed_off(live_server, page, ada):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{live_server.url}/hub/")
    hold_to_the_rules(page)
    page.get_by_label("E-mail address").fill(ada.email)
    page.get_by_role("button", name="Send me my link").click()
    page.get_by_text("If we know this address").wait_for()
    hold_to_the_rules(page)

    found = re.search(r"\((http\S+/hub/\S+)\)", CustomerMail.objects.get().body)
    assert found
    page.goto(live_server.url + urlsplit(found[1]).path)
    page.get_by_role("heading", name="Hello Ada").wait_for()
    hold_to_the_rules(page)

    page.get_by_role("link", name="Plan 2026").click()
    hold_to_the_rules(page)
    page.get_by_text("It is done").click()
    page.get_by_label("What came of it").fill("Two of them")
    page.get_by_role("button", name="Done", exact=True).click()
    page.get_by_text("Done: Name the admins").wait_for()
    page.get_by_label("Your comment").fill("We look forward to it.")
    page.get_by_role("button", name="Add the comment").click()
    page.get_by_text("We look forward to it.").wait_for()
    page.get_by_role("button", name="Sign off, with today's date").click()
    page.get_by_text("Signed by Ada").first.wait_for()
    hold_to_the_rules(page)

    assert PlanAction.objects.get().state == "done"
    assert PlanComment.objects.get().contact == ada
    assert PlanSignature.objects.get().contact == ada
    page.get_by_role("link", name="Your page").click()
    page.get_by_role("link", name="Correct your data").click()
    hold_to_the_rules(page)
    assert complaints == []


def test_preferences_by_topic_are_kept(live_server, page, ada):
    page.goto(live_server.url + links.path_for(ada, links.PREFERENCES))
    hold_to_the_rules(page)
    page.get_by_label("Usage recaps").uncheck()
    page.get_by_role("button", name="Save my choice").click()
    page.get_by_text("Saved.").wait_for()
    assert not page.get_by_label("Usage recaps").is_checked()
    page.get_by_text("What we keep about you here").click()
    hold_to_the_rules(page)
