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
from tests.factories.surveys import InvitationFactory, ResponseFactory, mail, request

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
    made = HelpRequest.objects.get()
    thread.answer(made, "We **found** it.", by=grace, now=timezone.now())
    page.get_by_role("link", name="ask us for help").click()
    hold_to_the_rules(page)
    page.get_by_role("link", name=made.subject).click()
    page.get_by_text("You have an answer.").wait_for()
    hold_to_the_rules(page)
    page.get_by_label("Add something").fill("Thank you!")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("We have it.").wait_for()
    page.get_by_role("button", name="This is solved").click()
    page.get_by_text("This is closed.").wait_for()
    hold_to_the_rules(page)
    made.refresh_from_db()
    assert (made.state, made.task.state) == ("closed", "done")


def test_a_question_appears_with_the_answer_that_leads_to_it(live_server, browser):
    """The page runs no script for it."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    invitation = InvitationFactory(asked_on=timezone.localdate())
    version = invitation.version
    score, why, *rest = version.definition["questions"]
    questions = [score, why | {"only_after": [0, 1]}, *rest]
    type(version).objects.update(definition=version.definition | {"questions": questions})
    touch = mail(invitation.contact, "nps", step=invitation.occasion)
    page.goto(live_server.url + links.path_for(invitation.contact, links.SURVEY, about=touch.pk))
    asked = page.get_by_label("What is the main reason for your score?")
    assert not asked.is_visible()
    page.get_by_role("radio", name="1", exact=True).check()
    assert asked.is_visible()
    assert not page.get_by_text("Only after").first.is_visible()
    page.get_by_role("radio", name="9", exact=True).check()
    assert not asked.is_visible()
    context.close()


def test_the_team_s_pages_of_it(live_server, page, client):
    """Nothing serious for axe, and a phone's width is enough."""
    word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    contact = ContactFactory(account__name=word, last_name=word)
    invitation = InvitationFactory(contact=contact)
    response = ResponseFactory(
        invitation=invitation, score=3, low=True, answered_at=timezone.now(), comment=word
    )
    made = request(response.invitation.contact, now=timezone.now())
    thread.note(made, "Ask **Ada**.", by=UserFactory(), now=timezone.now())
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    survey, account = response.survey_id, response.account_id
    for path in (
        "campaigns/survey/",
        f"campaigns/survey/{survey}/change/",
        f"campaigns/survey/{survey}/edit/",
        f"campaigns/survey/{survey}/ask/",
        f"campaigns/surveyresponse/{response.pk}/change/",
        "campaigns/helprequest/?whose=all",
        f"campaigns/helprequest/{made.pk}/change/",
        f"accounts/account/{account}/page/surveys/",
        f"accounts/account/{account}/page/help/",
    ):
        page.goto(f"{live_server.url}/admin/{path}")
        grave = ("serious", "critical")
        found = Axe().run(page).response["violations"]
        assert [each["id"] for each in found if each["impact"] in grave] == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
