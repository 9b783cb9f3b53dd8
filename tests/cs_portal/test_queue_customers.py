"""Today tells what customers said on their pages until it is answered."""

from datetime import timedelta

import pytest

from campaigns.hub import proposals
from cs_portal.queue import customers
from lifecycle.models import BusinessReview, ReviewSignature
from lifecycle.plans import parts, signing
from tests.admin_book import superuser
from tests.factories.accounts import MOMENT, START, ContactFactory
from tests.factories.cast import NOW, TODAY
from tests.factories.plans import ObjectiveFactory, SuccessPlanFactory
from tests.factories.reviews import begun, filled

pytestmark = pytest.mark.django_db
LATER = MOMENT + timedelta(hours=1)


def lines(on=START, **mine) -> list[tuple[str, str]]:
    return [(line.label, line.why) for line in customers.lines(mine, superuser(), on)]


def test_comment_stands_until_one_of_us_has_answered():
    ada = ContactFactory(first_name="Ada", last_name="L")
    plan = SuccessPlanFactory(account=ada.account, shared=True)
    parts.comment(plan, "When do we start?", now=MOMENT, contact=ada)
    assert lines() == [("They wrote", "Ada L on “Plan 2026”: When do we start?")]
    assert lines(account__ta=superuser()) == []
    parts.comment(plan, "On Monday", now=LATER, user=superuser())
    assert lines() == []
    parts.comment(plan, "Fine", now=LATER + timedelta(hours=1), contact=ada)
    assert len(lines()) == 1
    assert lines(on=START + timedelta(40)) == []


def test_proposals_and_fresh_signatures_are_told():
    ada = ContactFactory(first_name="Ada", last_name="L")
    plan = SuccessPlanFactory(account=ada.account, shared=True)
    ObjectiveFactory(plan=plan)
    proposals.correct(ada, {"first_name": "Augusta"}, now=MOMENT)
    version = signing.offer(plan, by=superuser(), on=START, now=MOMENT)
    signing.sign(plan, version.number, contact=ada, name="Ada L", on=START, now=LATER)
    assert [label for label, _ in lines()] == ["To confirm", "Signed"]
    assert [label for label, _ in lines(on=START + timedelta(3))] == ["To confirm"]


def test_review_signed_by_the_customer_is_told_and_one_we_entered_is_not():
    review = filled(begun())
    BusinessReview.objects.filter(pk=review.pk).update(state="held", held_on=TODAY)
    signed = {"review": review, "signed_on": TODAY, "recorded_at": NOW}
    ReviewSignature.objects.create(side="ours", name="Grace H", **signed)
    assert lines(on=TODAY) == []
    ada = review.account.contacts.get(champion=True)
    ReviewSignature.objects.create(side="customer", name="Ada L", contact=ada, **signed)
    assert lines(on=TODAY) == [("Signed", f"Ada L signed off “{review}”")]
    assert lines(on=TODAY + timedelta(3)) == []
    assert lines(on=TODAY, account__ta=superuser()) == []


@pytest.mark.parametrize("number", [1, 3, 50])
def test_lines_cost_the_same_at_any_size(number, django_assert_num_queries):
    for _ in range(number):
        ada = ContactFactory()
        plan = SuccessPlanFactory(account=ada.account, shared=True)
        parts.comment(plan, "Yes?", now=MOMENT, contact=ada)
        proposals.correct(ada, {"first_name": "New"}, now=MOMENT)
    user = superuser()
    with django_assert_num_queries(5):
        assert customers.lines({}, user, START)
