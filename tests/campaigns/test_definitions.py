"""Campaign rules as data: the starter programme's numbers, and which data are refused."""

from datetime import timedelta

import pytest

from accounts.models import Topic
from campaigns import definitions
from campaigns.definitions import DAYS, FIRST_PING, FIRST_USE, HEALTH, MONTH, DefinitionError, read
from tests.campaigns.starter_rules import PROGRAMMES, rules

ALL, HIGH = set(PROGRAMMES), {"scaled", "pooled", "enterprise"}
PC, IA, CH = "program_contact", "instance_admin", "champion"
LATER = {"adopting", "nurturing", "renewing"}


@pytest.mark.parametrize(
    ("campaign", "programmes", "kind", "to", "stages", "priority", "window"),
    [
        (
            "end_user_onboarding",
            ALL,
            FIRST_PING,
            {PC},
            {"onboarding", "adopting", "nurturing"},
            10,
            14,
        ),
        ("day30_checkin", ALL, DAYS, {PC, IA, CH}, {"onboarding"}, 15, 7),
        ("day90_recap", ALL, DAYS, {PC, IA, CH}, LATER, 15, 7),
        ("admin_onboarding", ALL, DAYS, {IA}, {"onboarding"}, 20, 7),
        ("health_poor", ALL, HEALTH, {PC, CH}, {"adopting", "nurturing"}, 25, 7),
        ("health_concerning", ALL, HEALTH, {PC, CH}, {"adopting", "nurturing"}, 25, 7),
        ("quarterly_checkin", {"digital"}, DAYS, {PC, IA, CH}, LATER, 30, 7),
        ("asp_sync", HIGH, DAYS, {PC, CH}, LATER, 30, 14),
        ("roadmap_review", HIGH, DAYS, {PC, CH}, LATER, 35, 14),
        ("monthly_recap", ALL, MONTH, {PC, IA, CH}, LATER, 40, 6),
    ],
)
def test_starter_programme_is_the_table_of_the_rules(
    campaign, programmes, kind, to, stages, priority, window
):
    found = {programme: rule for (name, programme), rule in rules().items() if name == campaign}
    assert set(found) == programmes
    for rule in found.values():
        assert (rule.due, rule.priority, rule.window) == (kind, priority, timedelta(window))
        assert (set(rule.roles), rule.stages) == (to, stages)


@pytest.mark.parametrize(
    ("programme", "stages"),
    [
        ("digital", {"adopting", "nurturing"}),
        ("enterprise", {"adopting", "nurturing"}),
        ("scaled", {"nurturing"}),
        ("pooled", {"nurturing"}),
    ],
)
def test_enablement_goes_to_other_stages_by_the_programme(programme, stages):
    rule = rules()["advanced_enablement", programme]
    assert (rule.due, rule.priority, rule.window) == (FIRST_USE, 45, timedelta(7))
    assert (set(rule.roles), rule.stages) == ({PC, CH}, stages)


@pytest.mark.parametrize(
    ("campaign", "programme", "days", "first", "every"),
    [
        (
            "admin_onboarding",
            "digital",
            (("1", 0), ("2", 3), ("3", 10), ("4", 24), ("5", 45)),
            None,
            0,
        ),
        ("day30_checkin", "digital", (("1", 30),), None, 0),
        ("day90_recap", "digital", (("1", 90),), None, 0),
        ("quarterly_checkin", "digital", (), 180, 90),
        ("asp_sync", "scaled", (), 75, 182),
        ("asp_sync", "pooled", (), 75, 182),
        ("asp_sync", "enterprise", (), 75, 91),
        ("roadmap_review", "enterprise", (), 110, 182),
    ],
)
def test_days_of_the_starter_programme(campaign, programme, days, first, every):
    rule = rules()[campaign, programme]
    assert (rule.days, rule.first, rule.every) == (days, first, every)


def test_needs_of_the_starter_programme():
    assert rules()["day90_recap", "digital"].needs == "metrics"
    recap = rules()["monthly_recap", "digital"]
    assert (recap.needs, recap.minimum_pings, recap.minimum_day) == ("closed_month_pings", 4, 97)


GOOD = {
    "name": "A campaign",
    "purpose": "Says something.",
    "priority": 20,
    "window": 7,
    "to": ["champion"],
    "stages": ["adopting"],
    "due": {"kind": "relationship_day", "days": {1: 5}},
    "programmes": {"digital": None},
}


def test_rule_that_a_programme_changes_keeps_the_rest():
    due = {"kind": "relationship_day", "first": 75, "every": 182}
    data = GOOD | {
        "due": due,
        "programmes": {"digital": None, "enterprise": {"due": {"every": 91}}},
    }
    found = read("sync", data)
    assert (found["digital"].first, found["digital"].every) == (75, 182)
    assert found["enterprise"] == found["digital"]._replace(every=91)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        pytest.param({"prority": 3}, "prority", id="misspelt field"),
        pytest.param({"priority": "20"}, "priority", id="text for a number"),
        pytest.param({"priority": True}, "priority", id="true for a number"),
        pytest.param({"window": -1}, "window", id="negative window"),
        pytest.param({"window": None}, "window", id="no window"),
        pytest.param({"to": []}, "to", id="nobody"),
        pytest.param({"to": ["boss"]}, "to", id="unknown role"),
        pytest.param({"to": "champion"}, "to", id="text for a list"),
        pytest.param({"stages": ["churned"]}, "stages", id="unknown stage"),
        pytest.param({"due": {"kind": "someday"}}, r"due\.kind", id="unknown kind"),
        pytest.param({"due": {"kind": ["month_start"]}}, r"due\.kind", id="list for a kind"),
        pytest.param({"due": {}}, r"due\.kind", id="no kind"),
        pytest.param({"due": None}, "due", id="due is nothing"),
        pytest.param({"due": "daily"}, "due", id="text for due"),
        pytest.param({"due": {"kind": "relationship_day"}}, "due", id="no day"),
        pytest.param(
            {"due": {"kind": "relationship_day", "days": {1: -1}}}, r"due\.days", id="negative day"
        ),
        pytest.param(
            {"due": {"kind": "relationship_day", "days": [5]}}, r"due\.days", id="list of days"
        ),
        pytest.param(
            {"due": {"kind": "relationship_day", "first": 5, "every": 0}},
            r"due\.every",
            id="every 0 days",
        ),
        pytest.param(
            {"due": {"kind": "first_use", "days": {1: 5}}}, r"due\.days", id="days of a first use"
        ),
        pytest.param({"needs": "luck"}, "needs", id="unknown need"),
        pytest.param({"programmes": {}}, "programmes", id="no programme"),
        pytest.param({"programmes": ["digital"]}, "programmes", id="list of programmes"),
        pytest.param({"programmes": {"digital": {"to": ["champion"]}}}, "digital", id="may not"),
        pytest.param({"programmes": {"digital": {"due": 5}}}, "digital", id="number for due"),
    ],
)
def test_rule_that_cannot_be_used_is_refused_by_its_field(changed, named):
    with pytest.raises(DefinitionError, match=named):
        read("sync", GOOD | changed)


@pytest.mark.parametrize("field", ["priority", "window", "to", "stages", "due", "programmes"])
def test_rule_without_a_field_is_refused_by_its_name(field):
    with pytest.raises(DefinitionError, match=field):
        read("sync", {name: value for name, value in GOOD.items() if name != field})


def test_topics_are_those_that_people_choose_by():
    assert tuple(Topic.values) == definitions.TOPICS


def test_topic_that_there_is_not_is_refused():
    with pytest.raises(DefinitionError, match="topic: 'news' is none of onboarding"):
        definitions.topic({"topic": "news"})
    assert definitions.topic({}) == "other"


def test_every_campaign_of_the_starter_programme_has_a_topic():
    assert {rule.topic for rule in rules().values()} == {
        "onboarding",
        "check_ins",
        "recaps",
        "health",
        "reviews",
        "enablement",
        "surveys",
    }
