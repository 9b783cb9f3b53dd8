"""The admin in a real browser: no grave axe findings, no foreign request, reached by keyboard."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import ConsoleMessage, Page, Request

from accounts.models import Absence, Account, Pool, Suppression, User
from campaigns.models import Campaign
from lifecycle.models import Alert, DocumentTemplate, Opportunity, RenewalAssessment, RiskCase, Task
from tests.admin_book import busy, fill
from tests.factories.accounts import UserFactory
from tests.factories.pools import AbsenceFactory
from tests.factories.renewals import at_risk

# What migrations put into the database is there again after other tests emptied it.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

GRAVE = {"critical", "serious"}
PAGES = {
    "today": "/admin/",
    "list": "/admin/accounts/account/",
    "workspace": "/admin/accounts/account/{account}/change/",
    "facts": "/admin/accounts/account/{account}/facts/",
    "log": "/admin/accounts/account/{account}/do/log/",
    "ledger": "/admin/campaigns/touch/",
    "what goes out": "/admin/campaigns/touch/pending/?state=",
    "did not happen": "/admin/campaigns/touch/quiet/",
    "why a mail": "/admin/campaigns/touch/{touch}/change/",
    "suppression": "/admin/accounts/suppression/{suppression}/change/",
    "campaign": "/admin/campaigns/campaign/{campaign}/change/",
    "programme": "/admin/accounts/programme/{programme}/change/",
    "alerts": "/admin/lifecycle/alert/",
    "alert": "/admin/lifecycle/alert/{alert}/change/",
    "snooze": "/admin/lifecycle/alert/do/snooze/?of={alert}",
    "my digest": "/admin/campaigns/teammail/mine/",
    "contacts": "/admin/accounts/contact/",
    "customer's pages": "/admin/accounts/account/{account}/page/customer/",
    "share plan": "/admin/accounts/account/{account}/do/share-plan/",
    "what contacts told us": "/admin/campaigns/contactproposal/",
    "interest in betas": "/admin/campaigns/betainterest/",
    "team": "/admin/accounts/user/",
    "member": "/admin/accounts/user/{member}/change/",
    "cluster": "/admin/lifecycle/heartbeat/",
    "trainings": "/admin/accounts/account/{account}/page/trainings/",
    "feedback": "/admin/accounts/account/{account}/page/feedback/",
    "advocates": "/admin/accounts/account/{account}/page/advocates/",
    "gaps": "/admin/accounts/productgap/",
    "candidates": "/admin/accounts/advocacy/candidates/",
    "knowledge": "/admin/accounts/account/{account}/page/knowledge/",
    "use case": "/admin/accounts/account/{account}/do/use-case/",
    "knowledge gaps": "/admin/accounts/knowledgegap/",
    "opportunities": "/admin/lifecycle/opportunity/?whose=all&state=all",
    "opportunity": "/admin/lifecycle/opportunity/{opportunity}/change/",
    "account's opportunities": "/admin/accounts/account/{account}/page/opportunities/",
    "add opportunity": "/admin/accounts/account/{account}/do/add-opportunity/",
    "absences": "/admin/accounts/absence/",
    "coverage": "/admin/accounts/absence/{absence}/coverage/",
    "pools": "/admin/accounts/pool/",
    "pool": "/admin/accounts/pool/{pool}/change/",
    "tasks": "/admin/lifecycle/task/?whose=all",
    "task": "/admin/lifecycle/task/{task}/change/",
    "add task": "/admin/lifecycle/task/add/",
    "workload": "/admin/lifecycle/task/workload/",
    "work": "/admin/accounts/account/{account}/page/work/",
    "start": "/admin/accounts/account/{account}/do/start-playbook/",
    "playbooks": "/admin/lifecycle/playbook/",
    "playbook": "/admin/lifecycle/playbook/{playbook}/change/",
    "playbook edit": "/admin/lifecycle/playbook/{playbook}/edit/",
    "playbook run": "/admin/lifecycle/playbookrun/{run}/change/",
    "document": "/admin/lifecycle/document/{document}/change/",
    "document edit": "/admin/lifecycle/document/{document}/edit/",
    "document difference": "/admin/lifecycle/document/{document}/difference/",
    "document print": "/admin/lifecycle/document/{document}/print/",
    "template": "/admin/lifecycle/documenttemplate/{template}/change/",
    "template edit": "/admin/lifecycle/documenttemplate/{template}/edit/",
    "renewals": "/admin/lifecycle/renewalassessment/board/",
    "assessment": "/admin/lifecycle/renewalassessment/{assessment}/change/",
    "cases": "/admin/lifecycle/riskcase/board/",
    "case": "/admin/lifecycle/riskcase/{case}/change/",
    "renewal": "/admin/accounts/account/{account}/page/renewal/",
    "closing": "/admin/accounts/account/{account}/do/renew/",
}


@pytest.fixture
def book(live_server) -> list[Account]:
    accounts = fill(3)
    busy(Account.objects.first())
    at_risk(accounts[0])
    return accounts


@pytest.fixture(params=["light", "dark"])
def theme(request) -> str:
    return request.param


@pytest.fixture
def visitor(page: Page, live_server, book, client) -> Page:
    """A superuser's browser, logged in by the session's cookie."""
    user = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return page


def address(live_server, name: str) -> str:
    account, campaign = Account.objects.first(), Campaign.objects.first()
    absence = Absence.objects.first() or AbsenceFactory(
        starts_on=timezone.localdate(), until=timezone.localdate() + timedelta(7)
    )
    where = PAGES[name].format(
        account=account.pk,
        campaign=campaign.pk,
        programme=account.programme_id,
        touch=account.touches.first().pk,
        suppression=Suppression.objects.first().pk,
        alert=Alert.objects.first().pk,
        member=User.objects.first().pk,
        absence=absence.pk,
        pool=Pool.objects.first().pk,
        opportunity=Opportunity.objects.first().pk,
        assessment=RenewalAssessment.objects.values_list("pk", flat=True).first(),
        case=RiskCase.objects.values_list("pk", flat=True).first(),
        **work(),
    )
    return f"{live_server.url}{where}"


def work() -> dict[str, int]:
    """What the pages of the team's work are about."""
    task = Task.objects.get(key="handoff_document")
    document = task.documents.get()
    return {
        "task": task.pk,
        "run": task.run_id,
        "playbook": task.run.playbook_id,
        "document": document.pk,
        "template": DocumentTemplate.objects.get(slug="handoff").pk,
    }


def visit(page: Page, live_server, name: str) -> None:
    """Open a page and let it come to rest: what it asks for later must not outlive the test."""
    page.goto(address(live_server, name))
    if name == "workspace":
        # Foreseeing thirty days takes its time where two workers share two cores.
        page.locator(".cs-foreseen").wait_for(timeout=120_000)
    page.wait_for_timeout(300)


def grave(page: Page, *rules: str) -> list[str]:
    """What axe finds by these rules, or by all of them."""
    options = {"runOnly": {"type": "rule", "values": rules}} if rules else None
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in found
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]


def test_no_page_has_a_grave_accessibility_finding(visitor, live_server):
    """In the dark a page differs by its colours only."""
    found = {}
    for name in PAGES:
        visitor.emulate_media(color_scheme="light")
        visit(visitor, live_server, name)
        found[name] = grave(visitor)
        visitor.emulate_media(color_scheme="dark")
        visitor.evaluate("document.documentElement.classList.add('dark')")  # as the theme does
        visitor.wait_for_timeout(300)
        found[f"{name} in the dark"] = grave(visitor, "color-contrast")
    assert {name: nodes for name, nodes in found.items() if nodes} == {}


def test_login_page_has_none_either(theme, page, live_server):
    page.emulate_media(color_scheme=theme)
    page.goto(f"{live_server.url}/admin/login/")
    page.wait_for_timeout(300)
    assert grave(page) == []


def test_filters_open_by_keyboard_and_pass_axe(theme, visitor, live_server):
    visitor.emulate_media(color_scheme=theme)
    visit(visitor, live_server, "list")
    button = visitor.get_by_role("button", name="Filters")
    button.focus()
    visitor.keyboard.press("Enter")
    visitor.get_by_role("button", name="Apply Filters").wait_for()
    visitor.wait_for_timeout(400)
    assert grave(visitor) == []


def test_filters_are_reached_within_forty_presses(visitor, live_server):
    """Past the side bar, by the link that skips it."""
    visit(visitor, live_server, "list")
    visitor.keyboard.press("Tab")
    visitor.keyboard.press("Enter")
    for _ in range(40):
        visitor.keyboard.press("Tab")
        if visitor.evaluate("document.activeElement.textContent.includes('Filters')"):
            return
    pytest.fail("Filters was not reached by the Tab key.")


def test_skip_link_leads_to_the_content(visitor, live_server):
    visit(visitor, live_server, "list")
    visitor.keyboard.press("Tab")
    visitor.keyboard.press("Enter")
    assert visitor.evaluate("document.activeElement.id") == "portal-main"


def test_pages_keep_to_their_own_server_and_policy(visitor, live_server):
    strangers: list[str] = []
    complaints: list[str] = []

    def request(found: Request) -> None:
        if not found.url.startswith((live_server.url, "data:")):
            strangers.append(found.url)

    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"{visitor.url}: {message.text}")

    visitor.on("request", request)
    visitor.on("console", console)
    visitor.on("pageerror", lambda error: complaints.append(f"{visitor.url}: {error}"))
    for name in PAGES:
        visit(visitor, live_server, name)
    assert (strangers, complaints) == ([], [])


def test_pages_fit_a_phone(visitor, live_server):
    visitor.set_viewport_size({"width": 390, "height": 844})
    wide = {}
    for name in PAGES:
        visit(visitor, live_server, name)
        width = visitor.evaluate("document.documentElement.scrollWidth")
        if width > 391:
            wide[name] = width
    assert wide == {}


def test_chosen_rows_are_counted(visitor, live_server):
    visit(visitor, live_server, "list")
    visitor.get_by_label("Select Customer 001").check()
    visitor.get_by_text("1 of 3 selected").wait_for()


def test_next_days_arrive_after_the_page(visitor, live_server):
    visit(visitor, live_server, "workspace")
    assert visitor.get_by_text("Looking ahead").count() == 0


def test_timeline_is_filtered_by_kind(visitor, live_server):
    visit(visitor, live_server, "workspace")
    entries = visitor.locator(".cs-timeline li")
    everything = entries.count()
    visitor.get_by_role("button", name="Health", exact=True).click()
    visitor.wait_for_timeout(200)
    shown = sum(entries.nth(place).is_visible() for place in range(everything))
    assert 0 < shown < everything


def test_call_is_logged_by_hand(visitor, live_server):
    visit(visitor, live_server, "workspace")
    visitor.get_by_role("link", name="Log a note or call").click()
    visitor.get_by_label("In a line").fill("Talked about the rollout")
    visitor.get_by_role("button", name="Log it").click()
    visitor.get_by_text("Note: Talked about the rollout").first.wait_for()
    visitor.locator(".cs-foreseen").wait_for()
    assert Account.objects.first().timeline.filter(on=timezone.localdate()).exists()


def test_point_is_ticked_and_its_history_told_without_leaving_the_page(visitor, live_server):
    visit(visitor, live_server, "task")
    visitor.get_by_role("button", name="Terms").click()
    visitor.get_by_role("button", name="Terms", pressed=True).wait_for()
    visitor.locator("#history").get_by_text("Ticked off: Terms").wait_for()


def test_document_is_previewed_as_it_is_written(visitor, live_server):
    visit(visitor, live_server, "document edit")
    visitor.get_by_label("Text").press_sequentially("\n\n**Soon**")
    visitor.locator("#preview strong").get_by_text("Soon").wait_for()
