"""From the link of a mail to the task, and to the answer, in a real browser."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page

from campaigns import links
from campaigns.help import thread
from campaigns.models import HelpRequest, SurveyResponse
from lifecycle.models import Task
from tests.factories.accounts import ContactFactory, UserFactory
from tests.factories.surveys import InvitationFactory, mail

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture(params=[(320, "dark"), (1280, "light")], ids=["phone in the dark", "desk"])
def page(request, browser: Browser) -> Page:
    width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 720}, color_scheme=scheme, java_script_enabled=True
    )
    yield context.new_page()
    context.close()


def hold_to_the_rules(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [violation["id"] for violation in found] == []
    viewport = page.viewport_size
    assert viewport is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_from_the_score_in_the_mail_to_the_task_and_the_answer(live_server, page):
    today = timezone.localdate()
    grace = UserFactory(first_name="Grace", last_name="Hopper")
    contact = ContactFactory(account__ta=grace, account__name=f"Analytical {'Engines ' * 6}")
    invitation = InvitationFactory(contact=contact, asked_on=today)
    touch = mail(contact, "nps", step=invitation.occasion)
    path = urlsplit(links.url_for(contact, links.SURVEY, about=touch.pk)).path
    page.goto(f"{live_server.url}{path}?score=3")
    hold_to_the_rules(page)
    assert page.get_by_role("radio", name="3", exact=True).is_checked()
    assert SurveyResponse.objects.count() == 0
    page.get_by_label("What is the main reason for your score?").fill("It is down too often.")
    page.get_by_label("I would like to talk to somebody about it").check()
    page.get_by_role("button", name="Send").press("Enter")
    page.get_by_role("heading", name="What happens next").wait_for()
    assert page.get_by_text("Grace Hopper gets in touch with you by").is_visible()
    hold_to_the_rules(page)
    assert SurveyResponse.objects.get().score == 3
    assert Task.objects.get().owner == grace
    request = HelpRequest.objects.get()
    thread.answer(request, "We **found** it.", by=grace, now=timezone.now())
    page.get_by_role("link", name="ask us for help").click()
    hold_to_the_rules(page)
    page.get_by_role("link", name=request.subject).click()
    page.get_by_text("You have an answer.").wait_for()
    hold_to_the_rules(page)
    page.get_by_label("Add something").fill("Thank you!")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("We have it.").wait_for()
    page.get_by_role("button", name="This is solved").click()
    page.get_by_text("This is closed.").wait_for()
    hold_to_the_rules(page)
    request.refresh_from_db()
    assert (request.state, request.task.state) == ("closed", "done")
