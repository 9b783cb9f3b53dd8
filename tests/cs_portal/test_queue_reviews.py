"""Lines of the front page about business reviews."""

from datetime import timedelta

import pytest

from cs_portal.queue import reviews
from lifecycle.reviews import steps
from tests.admin_book import member
from tests.factories.cast import NOW, TODAY
from tests.factories.reviews import begun, customer

pytestmark = pytest.mark.django_db


def lines(user=None, mine=None, on=TODAY):
    return reviews.lines(mine or {}, user or member("Technical Advisor"), on)


def test_draft_near_its_day_names_its_gaps():
    begun(planned_on=TODAY + timedelta(3))
    (line,) = lines()
    assert (line.title, line.button) == ("Acme: Review of the quarter", "Prepare")
    assert line.why == "It is planned in 3 days, and 4 points are still empty"


def test_held_review_asks_for_the_sign_off():
    steps.hold(begun(), held_on=TODAY, by=None, on=TODAY, now=NOW)
    (line,) = lines()
    assert line.why == "Held today and not signed off by both sides"


def test_review_whose_day_has_passed_asks_whether_it_was_held():
    begun(planned_on=TODAY)
    (line,) = lines(on=TODAY + timedelta(4))
    assert line.why == "It was planned 4 days ago: was it held?"


def test_only_those_who_prepare_reviews_are_asked():
    begun(planned_on=TODAY)
    assert lines(member("Read-only")) == []


def test_mine_are_those_of_my_accounts():
    user = member("Technical Advisor")
    begun(planned_on=TODAY)
    mine = begun(customer(ta=user, name="Mine"), planned_on=TODAY)
    assert [line.title for line in lines(user, {"account__ta": user})] == [f"Mine: {mine.title}"]


@pytest.mark.parametrize("count", [1, 3, 50])
def test_lines_cost_the_same_at_any_size(count, django_assert_num_queries):
    user = member("Technical Advisor")
    user.has_perm("lifecycle.change_businessreview")
    account = customer()
    for number in range(count):
        review = account.reviews.create(
            title=f"R{number}", from_on=TODAY, until_on=TODAY, planned_on=TODAY, created_at=NOW
        )
        review.sections.create(kind="usage", place=1, title="Usage", changed_at=NOW)
    with django_assert_num_queries(2):
        assert lines(user)
