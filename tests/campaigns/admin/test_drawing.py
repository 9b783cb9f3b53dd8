"""Tests of the coordinates of usage drawings."""

from datetime import date, timedelta

from campaigns.admin.workspace import drawing

ON = date(2026, 1, 5)
FIRST, LAST = ON - timedelta(90), ON - timedelta(1)


def test_spark_needs_two_points():
    assert drawing.spark({}, on=ON) == ""
    assert drawing.spark({ON - timedelta(1): 3}, on=ON) == ""


def test_spark_runs_from_left_to_right_within_its_frame():
    points = drawing.spark({ON - timedelta(28): 0, ON - timedelta(1): 10}, on=ON)
    assert points == "0.0,22.0 96.0,2.0"


def test_spark_leaves_out_the_day_itself():
    assert drawing.spark({ON: 5, ON - timedelta(1): 5}, on=ON) == ""


def test_chart_without_pings_is_empty():
    assert drawing.chart([], {}, 80, [], first=FIRST, last=LAST).empty


def test_chart_stands_on_its_axis_and_ends_at_the_right():
    pings = [(FIRST, 0, 0), (LAST, 8, 8)]
    chart = drawing.chart(pings, {FIRST: 8}, 50, [], first=FIRST, last=LAST)
    left = [point.split(",")[0] for point in chart.daily[0].split()]
    assert left == ["40.0"]
    right = chart.daily[1]
    assert right == "712.0,26.0"
    assert chart.seats == ["40.0,26.0 712.0,26.0 712.0,26.0"]
    assert chart.target == ["40.0,102.0 712.0,102.0 712.0,102.0"]


def test_chart_breaks_the_line_after_a_week_without_data():
    days = [FIRST, FIRST + timedelta(7), FIRST + timedelta(15)]
    chart = drawing.chart([(day, 1, 2) for day in days], {}, 80, [], first=FIRST, last=LAST)
    assert [len(run.split()) for run in chart.daily] == [2, 1]


def test_chart_marks_only_its_own_days():
    events = [(FIRST - timedelta(1), "mail", "before"), (FIRST, "stage", "Stage: 1. Onboarding")]
    chart = drawing.chart([], {}, 80, events, first=FIRST, last=LAST)
    assert [mark.text for mark in chart.marks] == ["Stage: 1. Onboarding"]


def test_chart_scales_to_a_round_number():
    for value, top in ((3, "4"), (9, "12"), (41, "80"), (950, "1200"), (12_345, "20000")):
        chart = drawing.chart([(LAST, 1, value)], {}, 80, [], first=FIRST, last=LAST)
        assert chart.y_ticks[-1].text == top
