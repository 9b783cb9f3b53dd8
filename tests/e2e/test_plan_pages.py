"""Success plans in a real browser: no grave axe findings, and they fit a phone."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page

from lifecycle.models import SuccessPlan
from lifecycle.plans import action, sync
from lifecycle.plans.freeze import Minutes
from tests.factories.accounts import ContactFactory, UserFactory
from tests.factories.plans import (
    ObjectiveFactory,
    PlanAskFactory,
    PlanRelationshipFactory,
    SuccessPlanFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLAN = "/admin/lifecycle/successplan/"
PAGES = {
    "tab": "/admin/accounts/account/{account}/page/plan/",
    "list": PLAN,
    "version": PLAN + "{plan}/version/1/",
    "compare": PLAN + "{plan}/compare/",
    "paper": PLAN + "{plan}/print/",
    "sync": PLAN + "{plan}/do/sync/",
    "objective": PLAN + "{plan}/do/objective/",
    "action": PLAN + "{plan}/do/action/",
}


@pytest.fixture
def plan(live_server) -> SuccessPlan:
    now, on = timezone.now(), timezone.localdate()
    found = SuccessPlanFactory()
    person = ContactFactory(account=found.account)
    one = ObjectiveFactory(plan=found, baseline_on=on, due_on=on + timedelta(90), value_driver="So")
    one.readings.create(on=on, value=10, recorded_at=now)
    for side in ("ours", "customer"):
        action.add(found, "Do it", side=side, due_on=on - timedelta(1), now=now, objective=one)
    PlanRelationshipFactory(plan=found, contact=person, to_champion=True)
    PlanAskFactory(plan=found)
    sync.hold(found, Minutes(["Robin"], "Well", "Go on"), held_on=on, by=None, on=on, now=now)
    return found


@pytest.fixture
def visitor(page: Page, live_server, plan, client) -> Page:
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return page


def grave(page: Page) -> list[str]:
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in Axe().run(page).response["violations"]
        if rule["impact"] in ("critical", "serious")
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plan_pages_pass_axe_and_fit_a_phone(theme, visitor, live_server, plan):
    visitor.emulate_media(color_scheme=theme)
    visitor.set_viewport_size({"width": 390, "height": 844})
    found = {}
    for name, where in PAGES.items():
        visitor.goto(live_server.url + where.format(account=plan.account_id, plan=plan.pk))
        visitor.wait_for_timeout(300)
        width = visitor.evaluate("document.documentElement.scrollWidth")
        found[name] = grave(visitor) + ([f"wide: {width}"] if width > 391 else [])
    assert {name: what for name, what in found.items() if what} == {}
