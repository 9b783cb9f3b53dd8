"""Tests of the verbs that write down what is known of a customer."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.knowledge import channels, freshness, mapping, notes, use_cases, value
from accounts.models import Account, Feature, KnowledgeVersion, TimelineEntry, User
from tests.factories.accounts import (
    MOMENT,
    START,
    AccountFactory,
    ContractFactory,
    FeatureUseFactory,
    PingFactory,
    UseCaseFactory,
    UserFactory,
    ValueDriverFactory,
)


@pytest.fixture
def account(db) -> Account:
    return AccountFactory()


@pytest.fixture
def told(db) -> dict:
    return {"by": UserFactory(), "on": START, "now": MOMENT}


def titles() -> list[str]:
    return list(TimelineEntry.objects.order_by("pk").values_list("title", flat=True))


@pytest.mark.parametrize(
    ("text", "age", "known"), [("x", 180, True), ("x", 181, False), ("", 0, False), ("x", 0, True)]
)
def test_text_is_known_as_long_as_it_is_fresh(text, age, known):
    assert freshness.is_known(text, START - timedelta(age), 180, on=START) == known
    assert not freshness.is_known(text, None, 180, on=START)


def test_every_text_stays_and_only_a_new_one_is_told(account, told):
    notes.write(account, "people", "First.", after=0, **told)
    notes.write(account, "people", "Second.\r\n", after=1, **told)
    note = notes.write(account, "people", "Second.", after=2, owner=told["by"], **told)
    assert (note.number, note.text, note.owner) == (2, "Second.", told["by"])
    texts = KnowledgeVersion.objects.order_by("number").values_list("number", "text")
    assert list(texts) == [(1, "First."), (2, "Second.")]
    assert titles() == ["People: written", "People: written anew"]


def test_what_cannot_be_kept_is_refused_whole(account, told):
    with pytest.raises(ValueError, match="nothing to keep"):
        notes.write(account, "people", " ", after=0, **told)
    with pytest.raises(ValueError, match="no area"):
        notes.write(account, "weather", "Rain.", after=0, **told)
    with pytest.raises(ValueError, match="meanwhile"):
        notes.write(account, "people", "Mine.", after=1, **told)
    assert not account.knowledge.exists()
    assert not notes.still_true(account, "people", by=told["by"], on=START)


def test_older_reading_only_joins_the_history(account, told):
    driver = ValueDriverFactory(account=account)
    new = {"status": "on_track", "achieved": "", **told}
    value.achieve(driver, figure=Decimal(200), as_of=START, **new)
    value.achieve(driver, figure=Decimal(90), as_of=START - timedelta(30), **new)
    driver.refresh_from_db()
    assert (driver.achieved_figure, driver.share, driver.readings.count()) == (200, 50, 2)


def test_reading_says_something_and_is_of_the_past(account, told):
    driver = ValueDriverFactory(account=account)
    with pytest.raises(ValueError, match="Say what was achieved"):
        value.achieve(driver, status="expected", achieved=" ", **told)
    with pytest.raises(ValueError, match="still to come"):
        value.achieve(
            driver, status="achieved", achieved="All.", as_of=START + timedelta(1), **told
        )
    with pytest.raises(ValueError, match="no status"):
        value.achieve(driver, status="done", achieved="All.", **told)


def test_changed_expectation_keeps_the_one_before(account, told):
    first = value.expect(account, None, title="Fixes", expected="Sooner", **told)
    value.expect(account, first, title="Fixes", expected="In a day", figure=Decimal(1), **told)
    value.expect(account, first, title="Fixes!", expected="In a day", figure=Decimal(1), **told)
    assert [reading.text for reading in first.readings.order_by("pk")] == ["Sooner", "In a day"]
    assert titles() == ["Value expected: Fixes", "Value expected anew: Fixes"]
    with pytest.raises(ValueError, match="Say what is expected"):
        value.expect(account, None, title="Fixes", expected="", **told)


def test_use_case_tells_what_it_was_before(account, told):
    feature = Feature.objects.get(slug="notebooks")
    found = use_cases.write(account, None, title="Onboarding", features=[], **told)
    use_cases.write(account, found, title="Onboarding", features=[feature], maturity=3, **told)
    use_cases.write(account, found, title="Onboarding", features=[feature], maturity=3, **told)
    assert titles() == ["Use case added: Onboarding", "Use case changed: Onboarding"]
    assert "Before: Onboarding (no team), Active, 1. Tried by a few; no feature yet" in (
        TimelineEntry.objects.order_by("pk").last().body
    )


def test_review_freezes_the_map(account, told):
    with pytest.raises(ValueError, match="no use case yet"):
        use_cases.review(account, **told)
    use_case = UseCaseFactory(account=account)
    use_case.features.set(Feature.objects.filter(slug="notebooks"))
    review = use_cases.review(account, note="All well.", **told)
    use_case.features.clear()
    assert review.map == [
        {
            "title": "Large migrations",
            "team": "Platform",
            "maturity": 1,
            "state": "active",
            "features": ["notebooks"],
        }
    ]


def test_channel_is_closed_once(account, told):
    with pytest.raises(ValueError, match="Say where"):
        channels.write(account, None, kind="phone", address=" ", **told)
    channel = channels.write(account, None, kind="phone", address="+49 30 1", **told)
    assert channels.archive(channel, **told)
    assert not channels.archive(channel, **told)
    assert channels.set_level(account, "premium", **told)
    assert not channels.set_level(account, "premium", **told)
    assert titles()[-1] == "Support level: Premium: answered sooner"


def test_grid_counts_users_of_the_newest_ping_that_counts_features(account):
    ContractFactory(account=account, products="code_search")
    ContractFactory(
        account=account, kind="add_on", products="cody", end=START + timedelta(10), seats=0
    )
    FeatureUseFactory(account=account, feature="deep_search")
    PingFactory(account=account, date=START, feature_users={"notebooks": 7})
    PingFactory(account=account, date=START + timedelta(1))
    UseCaseFactory(account=account, state="ended")
    grid = mapping.grid(account, on=START + timedelta(2))
    rows = {row.slug: row for row in grid.rows}
    assert (rows["notebooks"].users, grid.counted_on) == (7, START)
    assert rows["cody_chat"].owned
    assert rows["deep_search"].product == ""
    assert (len(grid.use_cases), len(grid.ended)) == (0, 1)
    later = mapping.grid(account, on=START + timedelta(10))
    assert "cody_chat" not in {row.slug for row in later.rows}


def test_nobody_needs_to_be_named(account):
    note = notes.write(account, "tooling", "Git.", after=0, by=None, on=START, now=MOMENT)
    assert note.owner is None
    assert User.objects.count() == 0
