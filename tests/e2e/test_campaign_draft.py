"""A campaign written, looked at and published in a real browser by somebody who never saw code."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from campaigns.models import Campaign
from tests.admin_book import fill
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def editor(page: Page, live_server, client) -> Page:
    fill(3)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return page


def assert_accessible(page: Page) -> None:
    page.wait_for_timeout(200)
    found = Axe().run(page).response["violations"]
    grave = [rule for rule in found if rule["impact"] in ("critical", "serious")]
    assert [(rule["id"], rule["nodes"][0]["html"][:160]) for rule in grave] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_campaign_is_written_previewed_and_published(theme, editor, live_server):
    editor.emulate_media(color_scheme=theme)
    editor.goto(f"{live_server.url}/admin/campaigns/campaign/")
    editor.get_by_role("link", name="New campaign").click()
    assert_accessible(editor)
    editor.get_by_label("Name", exact=True).fill("A word to champions")
    editor.get_by_role("button", name="Begin the draft").click()

    editor.get_by_role("link", name="Change the rule").click()
    editor.get_by_label("Days", exact=True).fill("1: 12")
    editor.get_by_label("Program Contact").uncheck()
    editor.get_by_label("Instance Admin").check()
    editor.get_by_label("1. Onboarding").check()
    assert_accessible(editor)
    editor.get_by_role("button", name="Save in the draft").click()

    editor.get_by_role("link", name="message", exact=True).click()
    mail = editor.frame_locator("iframe.cs-mail")
    body = editor.get_by_label("Body", exact=True)
    body.fill("Hello {{ nobody }}")
    expect(editor.get_by_text("there is no variable nobody")).to_be_visible(timeout=20_000)
    body.fill("Hello, a word about **{{ account_name }}**.")
    expect(mail.get_by_text("Customer 000", exact=True)).to_be_visible(timeout=20_000)
    editor.get_by_role("button", name="Plain text").click()
    expect(editor.get_by_label("The mail as plain text")).to_contain_text("Customer 000")
    assert_accessible(editor)
    editor.get_by_role("button", name="Save in the draft").click()
    editor.get_by_role("link", name="Back to the draft").click()

    expect(editor.get_by_text("No mistakes")).to_be_visible()
    assert_accessible(editor)
    field = editor.get_by_label("to publish")
    field.fill("999")
    editor.get_by_role("button", name="Publish").click()
    expect(editor.get_by_text("Nothing was published")).to_be_visible()
    field.fill("3")
    editor.get_by_role("button", name="Publish").click()
    expect(editor.get_by_text("Version 1 is in force")).to_be_visible()
    assert Campaign.objects.get(slug="a_word_to_champions").state == "active"


def test_editor_fits_a_phone(editor, live_server):
    editor.set_viewport_size({"width": 390, "height": 844})
    campaign = Campaign.objects.get(slug="monthly_recap")
    page = f"{live_server.url}/admin/campaigns/campaign/{campaign.pk}"
    editor.goto(f"{page}/change/")
    editor.get_by_role("button", name="Edit").click()
    for place in ("", "rule/", "message/message/"):
        editor.goto(f"{page}/draft/{place}")
        editor.wait_for_timeout(200)
        assert editor.evaluate("document.documentElement.scrollWidth") <= 391, place
