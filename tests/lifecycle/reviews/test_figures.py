"""Figures in words, their change and their targets, without a database."""

from datetime import UTC, date, datetime

import pytest

from lifecycle.health import assess
from lifecycle.metrics import measure
from lifecycle.policy import read
from lifecycle.reviews import figures
from lifecycle.reviews.figures import Count, Moment, Observed
from tests.lifecycle import snapshots

FIRST, LAST = date(2024, 4, 1), date(2024, 6, 30)
POLICY = read({})
AT = datetime(2024, 7, 2, 9, 30, tzinfo=UTC)


def moment(on: date, mau: int | None, dau: int = 4, seats: int = 10) -> Moment:
    found = snapshots.facts(figures=snapshots.pinged(mau, dau, on=on))
    metrics = measure(found.figures, seats, POLICY)
    return Moment(on, found, metrics, assess(found, metrics, POLICY, on), seats)


def observed(before: int | None = 7, now: int | None = 8, **changes) -> Observed:
    given = {
        "first": FIRST,
        "last": LAST,
        "start": moment(FIRST, before),
        "end": moment(date(2024, 7, 1), now),
        "pings": ((date(2024, 6, 30), 4, 8),),
        "seats": ((FIRST, 10),),
        "version": "5.4.0",
        "features": (
            ("notebooks", "Notebooks", date(2024, 3, 31)),
            ("cody_chat", "Cody chat", FIRST),
        ),
        "counts": (Count("meetings", "Meetings", 3, None, "timeline"),),
        "stages": ((date(2024, 5, 2), "2. Adopting", "3. Nurturing"),),
    }
    return Observed(**(given | changes))


def said(seen: Observed, policy=POLICY) -> dict:
    return figures.by_key(figures.content(seen, policy, at=AT))


@pytest.mark.parametrize(
    ("mau", "surpass", "tone"),
    [
        pytest.param(7, False, "short", id="below"),
        pytest.param(8, False, "reached", id="at it, reach"),
        pytest.param(8, True, "short", id="at it, surpass"),
        pytest.param(9, True, "reached", id="above it, surpass"),
    ],
)
def test_target_is_reached_as_the_programme_words_it(mau, surpass, tone):
    found = said(observed(now=mau), read({"surpass_targets": surpass}))["utilization"]
    assert found["tone"] == tone
    assert found["target"] == ("above 80 %" if surpass else "at least 80 %")


def test_share_is_compared_in_points_and_count_in_percent():
    found = said(observed())
    assert (found["utilization"]["text"], found["utilization"]["change"]) == ("80 %", "+10 points")
    users = found["monthly_users"]
    assert (users["before"], users["change"]) == ("7", "+1 (+14 %)")


def test_unknown_is_no_data_and_has_no_change():
    found = said(observed(before=None, now=None))
    for key in ("monthly_users", "daily_users", "utilization", "usage"):
        assert (found[key]["text"], found[key]["change"]) == ("no data", "")
        assert not found[key]["known"]


def test_features_are_told_apart_by_their_first_use():
    found = figures.content(observed(), POLICY, at=AT)
    assert [(f["name"], f["new"]) for f in found["features"]] == [
        ("Notebooks", False),
        ("Cody chat", True),
    ]
    assert figures.by_key(found)["features_new"]["value"] == 1


def test_every_figure_names_its_source():
    found = figures.content(observed(), POLICY, at=AT)
    assert all(figure["source"] for figure in found["figures"])
    assert found["months_source"] == "pings of 2024-04-01 … 2024-06-30, newest 2024-06-30"
    assert found["taken_at"] == "2024-07-02T09:30+00:00"


def test_health_is_told_by_category_at_both_ends():
    found = figures.content(observed(), POLICY, at=AT)["health"]
    assert found["end"]["categories"][0] == {"name": "Utilization", "score": "10.0"}
    assert found["start"]["categories"][3] == {"name": "TA sentiment", "score": "unknown"}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (100, 104, "+4 (+4 %)"),
        (100, 100, "no change"),
        (0, 5, "+5"),
        (1000, 1001, "+1 (less than 1 %)"),
        (200, 150, "−50 (−25 %)"),
    ],
)
def test_change_of_a_count(before, after, expected):
    assert figures.change(before, after) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [(70, 80, "+10 points"), (80, 79, "−1 point"), (80, 80, "no change")],
)
def test_change_of_a_share(before, after, expected):
    assert figures.points(before, after) == expected


def test_differences_name_only_what_changed():
    before = figures.content(observed(now=8), POLICY, at=AT)
    after = figures.content(observed(now=9), POLICY, at=AT)
    labels = [found.label for found in figures.differences(before, after)]
    assert labels == ["Monthly users", "Utilization", "Usage"]
    assert figures.differences(before, before) == []
