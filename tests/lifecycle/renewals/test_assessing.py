"""Tests of what people do with an assessment."""

import pytest

from accounts.models import Programme, TimelineEntry
from lifecycle.models import Playbook, RiskCase, Task
from lifecycle.renewals import assessing
from lifecycle.renewals.refused import Refused
from tests.factories.accounts import MOMENT, START, UserFactory
from tests.factories.renewals import RenewalAssessmentFactory, renewing
from tests.factories.work import PlaybookRunFactory, TaskFactory

pytestmark = pytest.mark.django_db
WHEN = {"on": START, "now": MOMENT}


@pytest.fixture
def ta():
    return UserFactory(role="ta")


@pytest.fixture
def ae():
    return UserFactory(role="ae")


def programme(slug: str):
    return RenewalAssessmentFactory(account=renewing(programme=Programme.objects.get(slug=slug)))


def rate(assessment, colour, ta, ae):
    proposed = assessing.propose(assessment, colour, "Usage falls", by=ta, **WHEN)
    assessing.agree(proposed, "ae", by=ae, **WHEN)
    assessment.refresh_from_db()
    return proposed


def test_rating_counts_once_both_sides_have_agreed(ta, ae):
    assessment = RenewalAssessmentFactory()
    proposed = assessing.propose(assessment, "green", "They use it", by=ta, **WHEN)
    assessment.refresh_from_db()
    assert assessment.rating == ""
    assert assessing.agree(proposed, "ae", by=ae, **WHEN)
    assessment.refresh_from_db()
    kept = assessment.ratings.get()
    assert (assessment.rating, assessment.rated_on) == ("green", START)
    assert (kept.ta_by, kept.ta_at, kept.ae_by, kept.ae_at) == (ta, MOMENT, ae, MOMENT)
    told = TimelineEntry.objects.get()
    assert (told.kind, told.title) == ("renewal", f"Renewal {assessment.renewal_on} rated green")
    assert f"Agreed by {ta} (TA) and {ae} (AE)" in told.body


def test_nobody_agrees_for_a_side_that_is_not_theirs(ta):
    proposed = assessing.propose(RenewalAssessmentFactory(), "red", "So", by=ta, **WHEN)
    with pytest.raises(Refused, match="cannot agree for the Account Executive"):
        assessing.agree(proposed, "ae", by=ta, **WHEN)


def test_manager_stands_in_for_one_side_but_never_for_both():
    manager, other = UserFactory(role="manager"), UserFactory(role="manager")
    proposed = assessing.propose(RenewalAssessmentFactory(), "green", "So", by=manager, **WHEN)
    assert not assessing.agree(proposed, "ta", by=manager, **WHEN)
    with pytest.raises(Refused, match="both sides"):
        assessing.agree(proposed, "ae", by=manager, **WHEN)
    assert assessing.agree(proposed, "ae", by=other, **WHEN)


def test_newer_proposal_replaces_the_one_before_and_history_stays(ta, ae):
    assessment = RenewalAssessmentFactory()
    first = assessing.propose(assessment, "red", "So", by=ta, **WHEN)
    assessing.propose(assessment, "yellow", "Not so bad", by=ta, **WHEN)
    with pytest.raises(Refused, match="newer rating"):
        assessing.agree(first, "ae", by=ae, **WHEN)
    assert assessment.ratings.count() == 2


def test_rating_may_change_and_the_timeline_names_the_one_before(ta, ae):
    assessment = RenewalAssessmentFactory()
    rate(assessment, "green", ta, ae)
    rate(assessment, "yellow", ta, ae)
    assert TimelineEntry.objects.first().title.endswith("rated yellow, green before")


def test_rating_needs_a_reason(ta):
    with pytest.raises(Refused, match="why"):
        assessing.propose(RenewalAssessmentFactory(), "red", "  ", by=ta, **WHEN)


def test_closed_assessment_is_left_as_it_is(ta):
    assessment = RenewalAssessmentFactory(closed_on=START, ended="renewed")
    with pytest.raises(Refused, match="closed on 2026-01-05: renewed"):
        assessing.propose(assessment, "red", "So", by=ta, **WHEN)
    with pytest.raises(Refused, match="closed"):
        assessing.answer(assessment, {"risks": "None"}, by=ta, now=MOMENT)


@pytest.mark.parametrize(
    ("slug", "colour", "kind"),
    [
        ("scaled", "yellow", "lighthouse"),
        ("scaled", "red", "lighthouse"),
        ("pooled", "yellow", "lighthouse"),
        ("enterprise", "yellow", "save_plan"),
        ("enterprise", "red", "lighthouse"),
        ("digital", "red", "lighthouse"),
        ("digital", "yellow", None),
        ("scaled", "green", None),
    ],
)
def test_rating_leads_to_what_the_programme_says(slug, colour, kind, ta, ae):
    assessment = programme(slug)
    rate(assessment, colour, ta, ae)
    found = list(RiskCase.objects.values_list("kind", "assessment", "problem"))
    assert found == ([(kind, assessment.pk, "Usage falls")] if kind else [])


def test_red_raises_an_open_save_plan_and_opens_no_second_case(ta, ae):
    assessment = programme("enterprise")
    rate(assessment, "yellow", ta, ae)
    rate(assessment, "red", ta, ae)
    rate(assessment, "yellow", ta, ae)
    assert RiskCase.objects.get().kind == "lighthouse"


def test_agreed_rating_finishes_the_tasks_of_its_playbook(ta, ae):
    assessment = RenewalAssessmentFactory()
    version = Playbook.objects.get(slug=assessing.PLAYBOOK).current
    run = PlaybookRunFactory(account=assessment.account, version=version)
    for key in ("assess", "review", "approach"):
        TaskFactory(account=assessment.account, run=run, key=key)
    TaskFactory(account=assessment.account, key="assess")
    rate(assessment, "green", ta, ae)
    done = Task.objects.filter(state="done").values_list("run", "key", "outcome")
    assert set(done) == {(run.pk, "assess", "Rated green"), (run.pk, "review", "Rated green")}


def test_answers_are_kept_as_they_were(ta):
    assessment = RenewalAssessmentFactory()
    assessing.answer(assessment, {"risks": "Budget"}, by=ta, now=MOMENT)
    assert assessing.answer(assessment, {"risks": " Budget "}, by=ta, now=MOMENT) is None
    assessing.answer(assessment, {"risks": "None"}, by=ta, now=MOMENT)
    assert list(assessment.answers.values_list("risks", flat=True)) == ["None", "Budget"]


def test_figures_are_read_again_beside_the_earlier_ones(ta):
    assessment = RenewalAssessmentFactory()
    assessing.read_again(assessment, by=ta, **WHEN)
    again = assessing.read_again(assessment, by=ta, **WHEN)
    assert (assessment.readings.count(), again.by, again.on) == (2, ta, START)
