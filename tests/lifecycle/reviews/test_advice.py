"""What is recommended on which figures."""

from lifecycle.policy import read
from lifecycle.reviews import figures
from lifecycle.reviews.advice import recommend
from tests.lifecycle.reviews.test_figures import AT, LAST, POLICY, observed

BOTH = frozenset({"code_search", "cody"})


def advised(products=frozenset(), **changes) -> str:
    return recommend(figures.content(observed(**changes), POLICY, at=AT), products)


def test_short_of_the_target_it_says_how_many_people_are_missing():
    assert "Inviting 3 more people" in advised(now=5)


def test_at_the_target_there_is_praise():
    assert advised() == "- Both targets are met. Which further team would gain from this?"


def test_falling_users_are_named():
    assert "changed by −1 (−11 %)" in advised(before=9, now=8)


def test_without_data_usage_reports_are_asked_for():
    assert advised(now=None).startswith("- Switch on usage reports")


def test_products_paid_for_and_not_used_are_named():
    assert "batch changes and code insights" in advised(BOTH)
    assert "Cody is part" not in advised(BOTH)  # chat is in use


def test_upgrade_is_advised_beyond_what_the_programme_allows():
    seen = observed()
    facts = seen.end.facts._replace(
        signals=seen.end.facts.signals._replace(versions_behind=3, on=LAST)
    )
    seen = seen._replace(end=seen.end._replace(facts=facts))
    said = [
        recommend(figures.content(seen, policy, at=AT), frozenset())
        for policy in (POLICY, read({"opportunity_versions_behind": 3}))
    ]
    assert ["3 versions behind" in each for each in said] == [True, False]
