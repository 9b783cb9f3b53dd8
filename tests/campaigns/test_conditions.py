"""Tests of the parts of a body that only some readers get."""

import pytest

from campaigns.conditions import names, select
from campaigns.placeholders import CopyError

BODY = "All\n::: if cody\nWith\n::: else\nWithout\n::: end\nEnd"


@pytest.mark.parametrize(
    ("body", "holding", "left"),
    [
        pytest.param(BODY, {"cody"}, ["All", "With", "End"], id="holds"),
        pytest.param(BODY, set(), ["All", "Without", "End"], id="does not hold"),
        pytest.param("::: if not champion\nA\n::: end", set(), ["A"], id="not, and does not hold"),
        pytest.param("::: if not champion\nA\n::: end", {"champion"}, [], id="not, but holds"),
        pytest.param("No condition\n\nat all", set(), ["No condition", "at all"], id="none"),
        pytest.param("  :::if  cody\nA\n::: end ", {"cody"}, ["A"], id="spaces"),
    ],
)
def test_body_is_that_of_its_reader(body, holding, left):
    assert [line for line in select(body, holding).split("\n") if line] == left


def test_lines_keep_their_numbers():
    assert select(BODY, {"cody"}).split("\n").index("End") == BODY.split("\n").index("End")


def test_names_are_those_asked_about():
    assert names(f"{BODY}\n::: if not champion\nA\n::: end") == {"cody", "champion"}


@pytest.mark.parametrize(
    ("body", "line", "says"),
    [
        ("A\n::: if cody\nB", 2, "no ::: end"),
        ("::: if wizard\n::: end", 1, "wizard is none of"),
        ("::: if cody\n::: if champion\n::: end", 2, "line 1 has no ::: end yet"),
        ("::: end", 1, "after :::"),
        ("::: else", 1, "after :::"),
        ("::: if cody\n::: else\n::: else\n::: end", 3, "after :::"),
        ("::: include secrets", 1, "after :::"),
    ],
)
def test_mistake_names_its_line(body, line, says):
    with pytest.raises(CopyError, match=says) as found:
        select(body, set())
    assert found.value.line == line
