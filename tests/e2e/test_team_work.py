"""The team's work in a real browser: each flow from its trigger to its finish, by clicking."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import Account, Programme
from lifecycle.models import BusinessReview, Opportunity, RiskCase, Task
from tests.admin_book import member
from tests.factories.accounts import ContactFactory, UserFactory
from tests.factories.lifecycle import AlertFactory
from tests.factories.renewals import RenewalAssessmentFactory, RenewalReadingFactory, renewing
from tests.factories.reviews import begun
from tests.factories.work import TaskFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Desk:
    """The browser of whoever sits at it."""

    def __init__(self, page: Page, url: str, client) -> None:
        self.page, self.url, self.client = page, url, client
        page.set_default_timeout(5_000)

    def sit(self, user) -> None:
        self.client.force_login(user)
        cookie = self.client.cookies["sessionid"].value
        cookies = [{"name": "sessionid", "value": cookie, "url": self.url}]
        self.page.context.add_cookies(cookies)

    def open(self, where: str) -> None:
        self.page.goto(f"{self.url}/admin/{where}")

    def of(self, account: Account, page: str) -> None:
        self.open(f"accounts/account/{account.pk}/page/{page}/")

    def follow(self, name: str, *, exact: bool = False) -> None:
        self.page.get_by_role("link", name=name, exact=exact).first.click()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).last.click()

    def unfold(self, name: str) -> None:
        self.page.locator("summary", has_text=name).first.click()

    def write(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"form [name={name}]:visible").last.fill(value)

    def choose(self, name: str, label: str) -> None:
        self.page.locator(f"form select[name={name}]:visible").last.select_option(label=label)

    def sees(self, text: str) -> None:
        self.page.get_by_text(text).first.wait_for()


@pytest.fixture
def ta(live_server):
    return member("Technical Advisor")


@pytest.fixture
def ae(live_server):
    found = member("Account Executive")
    found.role = "ae"
    found.save()
    return found


@pytest.fixture
def account(ta, ae) -> Account:
    scaled = Programme.objects.get(slug="scaled")
    soon = timezone.localdate() + timedelta(90)
    found = renewing(programme=scaled, ta=ta, ae=ae, renewal_on=soon)
    ContactFactory(account=found, first_name="Robin", last_name="Reyes", champion=True)
    return found


@pytest.fixture
def desk(page: Page, live_server, client, ta) -> Desk:
    found = Desk(page, live_server.url, client)
    found.sit(ta)
    return found


def test_playbook_is_started_and_worked_off(desk, account):
    desk.of(account, "work")
    desk.follow("Start a playbook")
    desk.page.get_by_label("Use-case mapping").check()
    desk.press("Start it")
    desk.follow("Map use cases to features")
    desk.follow(f"Open {account}: Knowledge")
    desk.page.go_back()
    desk.write(outcome="Three of them")
    desk.press("Done")
    desk.sees("It stands on the account's timeline.")
    assert Task.objects.get(key="map").outcome == "Three of them"
    desk.open(f"accounts/account/{account.pk}/change/")
    desk.sees("Map use cases to features: done")


def test_plan_is_begun_filled_and_kept_as_a_version(desk, account):
    soon = (timezone.localdate() + timedelta(60)).isoformat()
    desk.of(account, "plan")
    desk.follow("Begin a plan")
    desk.write(north_star="Everybody finds code")
    desk.press("Begin it")
    desk.follow("Add an objective")
    desk.write(title="First change", unit="days", baseline="20", target="7", due_on=soon)
    desk.choose("direction", "At most the target")
    desk.press("Save")
    desk.follow("Enter a reading")
    desk.write(value="15")
    desk.press("Enter")
    desk.follow("Add an action")
    desk.write(title="Run a workshop", due_on=soon)
    desk.press("Save")
    desk.follow("Log a sync")
    desk.write(notes="We go on")
    desk.press("Log the sync")
    desk.follow("Version 1")
    desk.sees("First change")
    plan = account.plans.get()
    assert (plan.versions.count(), plan.actions.get().task.owner) == (1, account.ta)


def test_review_is_made_ready_held_and_signed_by_both(desk, live_server, ta):
    review = begun()
    for section in review.sections.filter(body=""):
        section.body = "We talk about it."
        section.save()
    review.sections.filter(kind="value").update(included=False)
    desk.open(f"lifecycle/businessreview/{review.pk}/change/")
    for button, then in (("Make ready", "Make ready"), ("It was held", "It was held")):
        desk.follow(button)
        desk.press(then)
    desk.follow("Sign", exact=True)
    desk.press("Sign")
    desk.unfold("More")
    desk.follow("Record", exact=True)
    desk.write(name="Robin Reyes", title="VP")
    desk.press("Record")
    desk.sees("Signed by Robin Reyes")
    assert BusinessReview.objects.get().state == "signed"


def test_red_renewal_becomes_a_case_and_the_next_term(desk, account, ta, ae):
    assessment = RenewalAssessmentFactory(account=account, renewal_on=account.state.renewal_on)
    RenewalReadingFactory(assessment=assessment, suggestion="red")
    desk.open(f"lifecycle/renewalassessment/{assessment.pk}/change/")
    desk.unfold("Propose a rating")
    desk.write(reason="Use fell by half")
    desk.press("Propose")
    desk.sit(ae)
    desk.page.reload()
    desk.press("Agree for the AE")
    case = RiskCase.objects.get()
    desk.open(f"lifecycle/riskcase/{case.pk}/change/")
    desk.unfold("Write an update")
    desk.write(happened="Met the buyer")
    desk.press("Write")
    desk.of(account, "renewal")
    desk.follow("Forecast", exact=True)
    desk.choose("outcome", "Flat")
    desk.write(reason="They said so")
    desk.press("Forecast")
    desk.follow("Close the renewal")
    desk.write(words="Signed")
    desk.press("Close the renewal")
    desk.sees("Renewed until")
    assert account.contracts.count() == 2
    assert RiskCase.objects.get().state != "open"


def test_opportunity_is_added_pursued_and_won(desk, account, ae):
    desk.sit(ae)
    desk.of(account, "opportunities")
    desk.follow("Add an opportunity")
    desk.write(title="Forty seats", reason="They asked on the call", expected_arr="24000")
    desk.press("Add it")
    desk.follow("Forty seats")
    desk.press("Pursue")
    desk.unfold("Won")
    desk.write(outcome="Signed today")
    desk.press("Won")
    desk.sees("It stands on the account's timeline.")
    one = Opportunity.objects.get()
    assert (one.state, one.owner, one.expected_arr) == ("won", ae, 24_000)


def test_what_is_learnt_is_written_down(desk, account):
    desk.of(account, "knowledge")
    desk.unfold("Write Organisation")
    desk.write(text="Two platform teams")
    desk.press("Keep it")
    desk.sees("Two platform teams")
    desk.of(account, "trainings")
    desk.follow("Plan a training")
    desk.choose("training", "Sourcegraph 101")
    desk.press("Plan it")
    desk.follow("It was held")
    desk.write(others="8")
    desk.press("Keep it")
    desk.sees("Held: ")
    desk.of(account, "feedback")
    desk.follow("Report a product gap")
    desk.write(title="Audit log", impact="They cannot roll out")
    desk.press("Report it")
    desk.sees("Reported: Audit log.")
    assert account.training_sessions.get().state == "held"
    assert account.gap_reports.get().gap.title == "Audit log"


def test_alert_is_snoozed_taken_up_again_and_acknowledged(desk, account):
    alert = AlertFactory(account=account, title="Usage fell")
    desk.open("lifecycle/alert/?whose=mine")
    desk.follow("Usage fell")
    for act in ("Snooze", "Take up again", "Acknowledge"):
        desk.follow(act, exact=True)
        desk.write(note=f"{act}: they know")
        desk.press(act)
    alert.refresh_from_db()
    assert alert.acknowledged_at
    assert [entry.kind for entry in alert.entries.order_by("pk")] == ["snoozed", "reopened", "seen"]


def test_absence_is_covered_and_its_work_handed_over(desk, account, ta):
    today = timezone.localdate()
    cover = UserFactory(first_name="Cleo", last_name="Cover", is_staff=True)
    task = TaskFactory(account=account, owner=ta, due_on=today)
    desk.open("accounts/absence/add/")
    desk.write(starts_on=today.isoformat(), until=(today + timedelta(7)).isoformat())
    desk.page.locator(".field-cover .select2-selection").click()
    desk.page.locator(".select2-search__field").fill("Cleo")
    desk.page.locator(".select2-results__option", has_text="Cleo").click()
    desk.page.get_by_role("button", name="Save", exact=True).click()
    desk.press("Hand over 1 task")
    desk.sees("Handed over: 1 task.")
    task.refresh_from_db()
    assert (task.owner, task.instead_of) == (cover, ta)
