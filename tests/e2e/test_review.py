"""The builder of business reviews and the page it presents, in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page

from lifecycle.models import BusinessReview
from tests.factories.accounts import UserFactory
from tests.factories.reviews import begun

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

PLACES = ("section/{section}/", "attendees/", "values/", "figures/", "do/hold/", "present/")


@pytest.fixture
def review(live_server) -> BusinessReview:
    return begun()


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def visitor(page: Page, live_server, review, client, complaints) -> Page:
    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.on("console", console)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page


def visit(page: Page, live_server, review: BusinessReview, place: str) -> None:
    section = review.sections.get(kind="usage").pk
    where = f"/admin/lifecycle/businessreview/{review.pk}/{place.format(section=section)}"
    page.goto(f"{live_server.url}{where}")
    page.wait_for_timeout(200)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_pass_axe_fit_a_phone_and_keep_to_the_policy(
    theme, visitor, live_server, review, complaints
):
    visitor.emulate_media(color_scheme=theme)
    found, wide = {}, {}
    for place in PLACES:
        visitor.set_viewport_size({"width": 1280, "height": 900})
        visit(visitor, live_server, review, place)
        violations = Axe().run(visitor).response["violations"]
        found[place] = [
            f"{rule['id']}: {node['html'][:120]}"
            for rule in violations
            if rule["impact"] in ("critical", "serious")
            for node in rule["nodes"]
        ]
        visitor.set_viewport_size({"width": 390, "height": 844})
        wide[place] = visitor.evaluate("document.documentElement.scrollWidth")
    assert {place: nodes for place, nodes in found.items() if nodes} == {}
    assert {place: width for place, width in wide.items() if width > 391} == {}
    assert complaints == []


def test_text_is_previewed_while_it_is_typed(visitor, live_server, review):
    visit(visitor, live_server, review, PLACES[0])
    visitor.locator("textarea[name=body]").fill("We reached **{{ utilization }}**.")
    visitor.locator("#preview strong", has_text="85 %").wait_for()
    visitor.get_by_role("button", name="Features in use").click()
    visitor.locator("#preview table").wait_for()
    assert "{{ features }}" in visitor.locator("textarea[name=body]").input_value()
    visitor.get_by_role("button", name="Save", exact=True).click()
    visitor.get_by_text("“Usage” saved.").wait_for()
    assert review.sections.get(kind="usage").body.startswith("We reached **{{ utilization }}**.")
