"""Usage by month, and its drawing."""

from datetime import date

import pytest

from lifecycle.reviews import chart
from lifecycle.reviews.months import by_month

PINGS = [(date(2026, 1, 30), 10, 40), (date(2026, 1, 31), 11, 50), (date(2026, 3, 2), 20, 70)]
SEATS = [(date(2026, 1, 20), 80), (date(2026, 2, 28), 101)]


def months(first=date(2026, 1, 20), last=date(2026, 3, 10)):
    return by_month(PINGS, SEATS, 80, first=first, last=last)


def test_month_has_its_newest_mau_and_mean_dau():
    january = months()[0]
    assert (january["name"], january["mau"], january["mau_on"]) == ("Jan 2026", 50, "2026-01-31")
    assert (january["dau"], january["pings"]) == (11, 2)  # 10.5, a half up


def test_month_without_pings_is_there_and_unknown():
    february = months()[1]
    assert (february["month"], february["mau"], february["dau"]) == ("2026-02", None, None)


def test_seats_are_those_of_the_last_day_and_the_target_is_rounded_up():
    found = [(month["seats"], month["target"]) for month in months()]
    assert found == [(80, 64), (101, 81), (101, 81)]


def test_year_end_is_crossed():
    found = by_month([], [], 80, first=date(2025, 12, 31), last=date(2026, 1, 1))
    assert [month["month"] for month in found] == ["2025-12", "2026-01"]


def test_drawing_of_nothing_is_empty():
    assert chart.draw([]).empty
    assert chart.draw(by_month([], SEATS, 80, first=date(2026, 1, 1), last=date(2026, 1, 31))).empty


def test_bars_stand_on_the_base_line_inside_the_drawing():
    drawn = chart.draw(months())
    assert len(drawn.bars) == 4  # two for each month with pings
    for bar in drawn.bars:
        assert bar.y + bar.height == pytest.approx(drawn.base, abs=0.2)
        assert chart.LEFT <= bar.x <= bar.x + bar.width <= chart.WIDTH - chart.RIGHT


def test_long_period_names_every_few_months_and_labels_no_bar():
    pings = [(date(2025, month, 5), 10, 20) for month in range(1, 13)]
    pings += [(date(2026, month, 5), 10, 20) for month in range(1, 13)]
    drawn = chart.draw(by_month(pings, SEATS, 80, first=date(2025, 1, 1), last=date(2026, 12, 31)))
    assert len(drawn.x_ticks) == 12
    assert {bar.label for bar in drawn.bars} == {""}
