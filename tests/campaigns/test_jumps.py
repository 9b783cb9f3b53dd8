"""A standing campaign stops on the day its audience jumps, and goes on when a person says so."""

from datetime import timedelta

import pytest

from campaigns import jumps, plan, switch
from campaigns.models import Campaign, CampaignVersion, Status, Touch
from campaigns.quiet import gather
from cs_portal.queue import campaigns as queue
from tests.admin_book import member
from tests.campaigns.days import MONDAY, early
from tests.factories.campaigns import TouchFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_numbers(settings):
    settings.PORTAL_AUDIENCE_JUMP, settings.PORTAL_AUDIENCE_JUMP_FROM = 3, 4


@pytest.fixture
def outreach():
    campaign = Campaign.objects.get(slug="asp_sync")
    rule = {**campaign.current.rule, "when": {"usage_below": 20}}
    CampaignVersion.objects.filter(pk=campaign.current_id).update(rule=rule)
    return Campaign.objects.select_related("current").get(slug="asp_sync")


def touches(campaign, count, *, ago=0, status=Status.SENT):
    for _ in range(count):
        day = MONDAY - timedelta(ago)
        TouchFactory(campaign=campaign, due_on=day, decided_on=day, status=status)


def due(campaign, count):
    touches(campaign, count, status=Status.DUE)


def state(campaign):
    campaign.refresh_from_db()
    return campaign.state


@pytest.mark.parametrize(
    ("before", "today", "stopped"),
    [(2, 6, False), (2, 7, True), (1, 3, False), (1, 4, True)],
)
def test_more_than_so_many_times_the_largest_day_is_a_jump(outreach, before, today, stopped):
    touches(outreach, before, ago=5)
    touches(outreach, 1, ago=3)
    due(outreach, today)
    counts = plan.allocate(on=MONDAY)
    assert state(outreach) == ("paused" if stopped else "active")
    assert counts["planned"] == (0 if stopped else today)


def test_first_day_is_what_it_was_published_for(outreach):
    due(outreach, 50)
    plan.allocate(on=MONDAY)
    assert state(outreach) == "active"


def test_days_long_ago_are_no_measure(outreach):
    touches(outreach, 40, ago=29)
    due(outreach, 4)
    plan.allocate(on=MONDAY)
    assert state(outreach) == "paused"


def test_campaigns_by_the_calendar_go_out_whatever_their_number():
    recap = Campaign.objects.get(slug="monthly_recap")
    touches(recap, 1, ago=5)
    due(recap, 40)
    plan.allocate(on=MONDAY)
    assert state(recap) == "active"


def test_nothing_is_stopped_where_the_setting_says_never(outreach, settings):
    settings.PORTAL_AUDIENCE_JUMP = 0
    touches(outreach, 1, ago=5)
    due(outreach, 40)
    assert jumps.stop(on=MONDAY) == frozenset()


def test_person_lets_it_go_on_and_today_passes(outreach):
    touches(outreach, 1, ago=5)
    due(outreach, 9)
    plan.allocate(on=MONDAY)
    outreach.refresh_from_db()
    assert outreach.paused_because.startswith("by the portal: 9 people fell due")
    assert "stopped" in {cause.key for cause in gather.read(now=early(MONDAY)).causes}
    [line] = queue.lines({}, member("CS Operations"), MONDAY)
    assert "9 people" in line.why
    assert queue.lines({}, member("Technical Advisor"), MONDAY) == []
    assert switch.resume(outreach, by="Maya", on=MONDAY)
    assert plan.allocate(on=MONDAY)["planned"] == 9
    assert state(outreach) == "active"
    assert not Touch.objects.filter(status=Status.DUE).exists()
