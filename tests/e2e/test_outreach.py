"""An outreach from the idea to the answer, by two people who never saw the code, in a browser."""

import os
from datetime import date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts import consent
from accounts.models import Account, Ping, Programme
from campaigns import day, plan, send
from campaigns.models import Campaign, Status, Touch
from lifecycle.models import AccountState
from tests.admin_book import member
from tests.campaigns.days import early
from tests.e2e.test_campaign_draft import assert_accessible
from tests.factories.accounts import AccountFactory, ContactFactory, ContractFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# A Monday ahead of the browser's own clock, so that its cookies hold.
MONDAY = date(2030, 1, 7)
NAME = "Getting more people on board"


@pytest.fixture
def monday(time_machine) -> datetime:
    now = early(MONDAY) + timedelta(hours=5)
    time_machine.move_to(now, tick=True)
    return now


def book() -> Account:
    """Scaled accounts in Adopting: most use it little, two champions each; and one that is well."""
    scaled = Programme.objects.get(slug="scaled")
    accounts = [
        AccountFactory(
            external_id=f"low-{number}",
            name=f"Lowtide {number:02d}",
            programme=scaled,
            tracked_from=MONDAY - timedelta(1),
        )
        for number in range(30)
    ]
    busy = AccountFactory(
        name="Hightide", programme=scaled, tracked_from=MONDAY - timedelta(1), external_id="high"
    )
    for account in (*accounts, busy):
        ContractFactory(
            account=account,
            start=MONDAY - timedelta(100),
            end=MONDAY + timedelta(265),
            seats=100,
        )
        for name in ("Zoë", "Ada"):
            address = f"{'zoe' if name == 'Zoë' else 'ada'}@{account.external_id}.example"
            ContactFactory(account=account, first_name=name, champion=True, email=address)
    Ping.objects.bulk_create(
        Ping(
            account=account, date=MONDAY - timedelta(ago), dau=30 if account == busy else 4, mau=60
        )
        for account in (*accounts, busy)
        for ago in range(1, 31)
    )
    day.decide_through(MONDAY - timedelta(1), day.Rules.load(), now=early(MONDAY) - timedelta(1))
    stages = set(AccountState.objects.values_list("stage", flat=True))
    assert stages == {"adopting"}
    return accounts[0]


def log_in(page: Page, client, live_server, group: str):
    user = member(group)
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return user


def shot(page: Page, name: str) -> None:
    """Kept where somebody wants to look at them."""
    assert_accessible(page)
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def night_passes(on: date) -> None:
    """What the cluster does by itself: the day is decided, and its mails leave."""
    now = early(on) + timedelta(hours=6)
    day.decide_through(on, day.Rules.load(), now=now)
    plan.allocate(on=on)
    send.planned(clock=lambda: now, through=on)


def test_outreach_from_the_idea_to_the_answer(page, live_server, client, monday, settings):
    settings.PORTAL_APPROVAL_ABOVE = 50
    low = book()
    zoe = low.contacts.get(first_name="Zoë")
    consent.opt_out([zoe.email], source="page", now=monday)
    admin = f"{live_server.url}/admin"

    log_in(page, client, live_server, "CS Operations")
    write_segment(page, admin)
    write_campaign(page, admin)
    preview_as(page, ["ada@low-1.example", "zoe@low-2.example", "ada@high.example"])
    hand_in(page)

    log_in(page, client, live_server, "Manager")
    approve(page, admin)
    freeze(page)

    log_in(page, client, live_server, "CS Operations")
    release_to(page, admin, "First 5 %", 3)
    night_passes(MONDAY)
    assert Touch.objects.filter(campaign__name=NAME, status=Status.SENT).count() in (2, 3)
    release_to(page, admin, "The rest", 57)
    night_passes(MONDAY + timedelta(1))
    assert Touch.objects.filter(campaign__name=NAME, status=Status.SENT).count() == 59
    pause(page, admin)
    answer_for_zoe(page, admin)


def write_segment(page: Page, admin: str) -> None:
    page.goto(f"{admin}/campaigns/segment/add/")
    page.get_by_label("Name", exact=True).fill("Scaled adopters below 20 %")
    page.get_by_label("Champion", exact=True).check()
    page.get_by_label("Scaled", exact=True).check()
    page.get_by_label("2. Adopting").check()
    page.get_by_label("Usage below, %").fill("20")
    expect(page.locator("#found").get_by_text("60", exact=True)).to_be_visible(timeout=20_000)
    shot(page, "1-segment")
    page.get_by_role("button", name="Save the segment").click()
    expect(page.get_by_text("is saved")).to_be_visible()


def write_campaign(page: Page, admin: str) -> None:
    page.goto(f"{admin}/campaigns/campaign/new/")
    page.get_by_label("Name", exact=True).fill(NAME)
    page.get_by_role("button", name="Begin the draft").click()
    page.get_by_role("link", name="Change the rule").click()
    page.get_by_label("Due", exact=True).select_option("release")
    for role in ("Program Contact",):
        page.get_by_label(role, exact=True).uncheck()
    page.get_by_label("Champion", exact=True).check()
    for stage in ("3. Nurturing", "4. Renewing"):
        page.get_by_label(stage).uncheck()
    page.get_by_label("Digital", exact=True).uncheck()
    page.get_by_label("Scaled", exact=True).check()
    shot(page, "2-rule")
    page.get_by_role("button", name="Save in the draft").click()
    page.get_by_role("link", name="message", exact=True).click()


def preview_as(page: Page, people: list[str]) -> None:
    """Three real contacts, each as they would get it."""
    page.get_by_label("Subject", exact=True).fill("More people at {{ account_name }}?")
    page.get_by_label("Preheader", exact=True).fill("Three things that work elsewhere.")
    page.get_by_label("Body", exact=True).fill(
        "Hi {{ contact_first_name | there }},\n\nthree things got more people at other customers "
        "to use it. Which of them fits **{{ account_name }}**?"
    )
    mail = page.frame_locator("iframe.cs-mail")
    for place, person in enumerate(people, start=1):
        page.get_by_label("Preview as").fill(person)
        name = "Zoë" if person.startswith("zoe") else "Ada"
        where = "Hightide" if "high" in person else f"Lowtide 0{person[-9]}"
        expect(mail.get_by_text(f"Hi {name}")).to_be_visible(timeout=20_000)
        expect(mail.get_by_text(where, exact=True)).to_be_visible(timeout=20_000)
        shot(page, f"3-preview-{place}")
    page.get_by_role("button", name="Save in the draft").click()
    page.get_by_role("link", name="Back to the draft").click()


def hand_in(page: Page) -> None:
    """It is for more than fifty: its author cannot publish it."""
    expect(page.get_by_text("No mistakes")).to_be_visible()
    expect(page.get_by_text("somebody else publishes it")).to_be_visible()
    page.get_by_role("button", name="Hand in for review").click()
    shot(page, "4-handed-in")


def approve(page: Page, admin: str) -> None:
    campaign = Campaign.objects.get(name=NAME)
    assert campaign.state == "review"
    page.goto(f"{admin}/campaigns/campaign/{campaign.pk}/draft/")
    page.get_by_label("to publish").fill("61")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Version 1 is in force")).to_be_visible()


def freeze(page: Page) -> None:
    page.get_by_role("link", name="Release …").click()
    page.get_by_role("button", name="Show whom it finds").click()
    expect(page.get_by_text("59 of them may be written to")).to_be_visible()
    shot(page, "5-who")
    page.get_by_label("to freeze them").fill("60")
    page.get_by_role("button", name="Freeze these people").click()


def release_to(page: Page, admin: str, part: str, count: int) -> None:
    campaign = Campaign.objects.get(name=NAME)
    page.goto(f"{admin}/campaigns/release/{campaign.releases.get().pk}/change/")
    shot(page, f"6-release-{count}")
    page.get_by_label(part).fill(str(count))
    page.get_by_role("button", name=f"Let it go to {count}").click()
    expect(page.get_by_text(f"Let go to {count} people")).to_be_visible()
    shot(page, f"7-released-{count}")


def pause(page: Page, admin: str) -> None:
    campaign = Campaign.objects.get(name=NAME)
    page.goto(f"{admin}/campaigns/campaign/{campaign.pk}/change/")
    shot(page, "8-results")
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.get_by_text(f"Paused: {NAME}")).to_be_visible()
    campaign.refresh_from_db()
    assert campaign.state == "paused"


def answer_for_zoe(page: Page, admin: str) -> None:
    """Why did Zoë of that account not get it?"""
    campaign = Campaign.objects.get(name=NAME)
    page.goto(f"{admin}/campaigns/release/{campaign.releases.get().pk}/change/")
    page.get_by_label("Name, address or account").fill("zoe@low-0")
    page.get_by_role("button", name="Find").click()
    shot(page, "9-why-zoe")
    row = page.get_by_role("row").filter(has_text="Zoë")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("opted out")
