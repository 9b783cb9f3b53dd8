"""Ranges written as text: what they name, and which are refused (H3)."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.bands import NAMES, BandError, parse

PERCENT = {"healthy": ">= 30", "concerning": "> 20, < 30", "poor": "<= 20"}
DAYS = {"healthy": "<= 14", "concerning": ">= 15, <= 29", "poor": ">= 30"}


@pytest.mark.parametrize(
    ("numerator", "denominator", "name"),
    [
        pytest.param(0, 1, "poor", id="0"),
        pytest.param(20, 1, "poor", id="20 belongs to poor"),
        pytest.param(20 * 10**20 + 1, 10**20, "concerning", id="a hair above 20"),
        pytest.param(30 * 10**20 - 1, 10**20, "concerning", id="a hair below 30"),
        pytest.param(30, 1, "healthy", id="30 belongs to healthy"),
        pytest.param(100, 1, "healthy", id="100"),
    ],
)
def test_bands_of_a_percentage_are_exact_at_their_edges(numerator, denominator, name):
    assert parse(PERCENT).of(numerator, denominator) == name


@pytest.mark.parametrize(
    ("days", "name"),
    [(0, "healthy"), (14, "healthy"), (15, "concerning"), (29, "concerning"), (30, "poor")],
)
def test_bands_of_whole_numbers_touch_between_them(days, name):
    assert parse(DAYS, whole=True).of(days) == name


def test_ranges_that_touch_as_whole_numbers_leave_a_gap_in_fractions():
    with pytest.raises(BandError, match="leave a gap"):
        parse(DAYS)


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        pytest.param({"concerning": "> 21, < 30"}, "leave a gap", id="gap of one"),
        pytest.param({"concerning": "> 20, < 29.5"}, "leave a gap", id="gap of a half"),
        pytest.param({"poor": "< 20"}, "leave a gap", id="20 belongs to nobody"),
        pytest.param({"concerning": ">= 20, < 30"}, "overlap", id="20 belongs to two"),
        pytest.param({"healthy": ">= 25"}, "overlap", id="25 to 30 belong to two"),
        pytest.param({"healthy": ">= 30, < 90"}, "no range", id="90 and more belong to nobody"),
        pytest.param({"poor": "> 0, <= 20"}, "no range", id="0 belongs to nobody"),
        pytest.param({"poor": ">= 5, <= 20"}, "no range", id="less than 5 belongs to nobody"),
        pytest.param({"concerning": "> 30, < 20"}, "holds no number", id="empty"),
        pytest.param({"concerning": "about 25"}, "is no condition", id="words"),
        pytest.param({"concerning": ""}, "is no condition", id="nothing"),
        pytest.param({"poor": "<= -20"}, "is no condition", id="negative"),
    ],
)
def test_bands_that_overlap_or_leave_a_gap_are_refused(changed, fault):
    with pytest.raises(BandError, match=fault):
        parse(PERCENT | changed)


def test_conditions_of_a_range_hold_together():
    assert parse(PERCENT | {"concerning": "> 20, > 10, < 90, < 30"}) == parse(PERCENT)


@pytest.mark.parametrize("name", NAMES)
def test_bands_need_all_three_names(name):
    with pytest.raises(BandError, match="needs exactly"):
        parse({key: value for key, value in PERCENT.items() if key != name})


def test_fraction_is_refused_where_whole_things_are_counted():
    with pytest.raises(BandError, match="whole things"):
        parse(DAYS | {"healthy": "<= 14.5"}, whole=True)


def test_refusal_names_the_field():
    with pytest.raises(BandError, match=r"ranges\.usage\.poor"):
        parse(PERCENT | {"poor": "none"}, what="ranges.usage")


edges = st.integers(0, 6)
signs = st.sampled_from(["<", "<=", ">", ">="])


@st.composite
def written(draw):
    """Three ranges that fit together, then up to two conditions changed or added at random."""
    low = draw(st.integers(0, 3))
    high = draw(st.integers(low, 6))
    ranges = {
        "poor": [(draw(st.sampled_from(["<", "<="])), low)],
        "concerning": [
            (draw(st.sampled_from([">", ">="])), low),
            (draw(st.sampled_from(["<", "<="])), high),
        ],
        "healthy": [(draw(st.sampled_from([">", ">="])), high)],
    }
    for name in draw(st.lists(st.sampled_from(NAMES), max_size=2)):
        where = draw(st.integers(0, len(ranges[name])))
        ranges[name][where : where + 1] = [(draw(signs), draw(edges))]
    return ranges


def holds(condition, number):
    sign, edge = condition
    return {
        "<": number < edge,
        "<=": number <= edge,
        ">": number > edge,
        ">=": number >= edge,
    }[sign]


@given(chosen=written(), whole=st.booleans())
@settings(max_examples=200, deadline=None)
def test_bands_are_accepted_exactly_when_each_number_has_one_name(chosen, whole):
    step = 1 if whole else Fraction(1, 2)
    numbers = [step * count for count in range(int(8 / step))]
    owners = {
        number: [name for name in NAMES if all(holds(c, number) for c in chosen[name])]
        for number in numbers
    }
    each_has_one = all(len(names) == 1 for names in owners.values())
    all_used = {names[0] for names in owners.values() if names} == set(NAMES)
    in_words = {
        name: ", ".join(f"{sign} {edge}" for sign, edge in found) for name, found in chosen.items()
    }
    if each_has_one and all_used:
        bands = parse(in_words, whole=whole)
        for number, (name,) in owners.items():
            assert bands.of(Fraction(number).numerator, Fraction(number).denominator) == name
    else:
        with pytest.raises(BandError):
            parse(in_words, whole=whole)


@given(low=st.integers(0, 40), width=st.integers(1, 40), data=st.data())
@settings(max_examples=60, deadline=None)
def test_bands_without_gap_are_always_accepted(low, width, data):
    """Random strings rarely fit together; these always do."""
    high = low + width
    first, second = data.draw(st.booleans()), data.draw(st.booleans())
    if low == 0 and not first:
        low, high = 1, width + 1
    ranges = {
        "poor": f"{'<=' if first else '<'} {low}",
        "concerning": f"{'>' if first else '>='} {low}, {'<=' if second else '<'} {high}",
        "healthy": f"{'>' if second else '>='} {high}",
    }
    bands = parse(ranges)
    assert bands.of(low) == ("poor" if first else "concerning")
    assert bands.of(high) == ("concerning" if second else "healthy")
    assert bands.of(2 * low + 1, 2) == "concerning"
