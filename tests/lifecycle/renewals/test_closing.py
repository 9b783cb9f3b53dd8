"""Tests of renewals that are closed, of what is bought in between, and of taking it back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.models import Contract, Programme, TimelineEntry
from lifecycle.models import Document, RenewalAssessment, RenewalResult, RiskCase, Task
from lifecycle.renewals import churning, closing, undoing
from lifecycle.renewals.closing import Offer
from lifecycle.renewals.refused import Refused
from tests.factories.accounts import MOMENT, START, ContractFactory, UserFactory
from tests.factories.lifecycle import StageChangeFactory
from tests.factories.renewals import (
    RENEWAL,
    RenewalAssessmentFactory,
    RiskCaseFactory,
    renewing,
)

pytestmark = pytest.mark.django_db
WHEN = {"on": START, "now": MOMENT}
NEXT = Offer(RENEWAL, closing.year_after(RENEWAL), START, 100, ("code_search",), Decimal(20_000))


@pytest.fixture
def ae():
    return UserFactory(role="ae")


def churn(account, by, **changes) -> RenewalResult:
    given = {"churned_on": RENEWAL, "category": "budget", "words": "Hiring freeze"} | changes
    return churning.churn(account, by=by, **given, **WHEN)


@pytest.mark.parametrize(
    ("seats", "arr", "outcome"),
    [(100, 20_000, "flat"), (120, 24_000, "expansion"), (60, 12_000, "partial")],
)
def test_renewing_adds_the_next_term_and_says_what_it_was(seats, arr, outcome, ae):
    account = renewing()
    offer = NEXT._replace(seats=seats, arr=Decimal(arr))
    result = closing.renew(account, offer, license_note="Key 42", by=ae, **WHEN)
    term = Contract.objects.get(account=account, start=RENEWAL)
    assert (term.kind, term.seats, term.arr, term.signed_on) == ("term", seats, arr, START)
    assert (result.outcome, result.arr_before, result.seats_before) == (outcome, 20_000, 100)
    assert (result.contract, result.license_note, result.closed_by) == (term, "Key 42", ae)
    assert TimelineEntry.objects.get().title.startswith(f"Renewed until {offer.end}")


def test_what_was_added_in_between_counts_as_before(ae):
    account = renewing()
    ContractFactory(account=account, kind="add_on", start=START, end=RENEWAL, seats=50, arr=10_000)
    result = closing.renew(account, NEXT, by=ae, **WHEN)
    assert (result.outcome, result.arr_before, result.seats_before) == ("partial", 30_000, 150)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"start": RENEWAL - timedelta(1)}, "Overlaps the term"),
        ({"end": RENEWAL}, "ends after it starts"),
        ({"signed_on": START + timedelta(1)}, "signed in the future"),
        ({"products": ("teapot",)}, "choose from"),
    ],
)
def test_impossible_terms_are_refused_and_nothing_is_written(changes, said, ae):
    account = renewing()
    with pytest.raises(Refused, match=said):
        closing.renew(account, NEXT._replace(**changes), by=ae, **WHEN)
    assert Contract.objects.count() == 1
    assert not RenewalResult.objects.exists()


def test_assessment_and_case_are_over_with_the_renewal(ae):
    assessment = RenewalAssessmentFactory()
    RiskCaseFactory(account=assessment.account)
    closing.renew(assessment.account, NEXT, by=ae, **WHEN)
    assessment.refresh_from_db()
    assert (assessment.ended, assessment.closed_on) == ("renewed", START)
    assert RiskCase.objects.get().ended == "renewed"


def test_renewal_is_closed_once(ae):
    account = renewing()
    closing.renew(account, NEXT, by=ae, **WHEN)
    with pytest.raises(Refused, match="Overlaps"):
        closing.renew(account, NEXT, by=ae, **WHEN)


def test_year_after_a_leap_day_is_the_28th():
    assert closing.year_after(date(2024, 2, 29)) == date(2025, 2, 28)
    assert closing.year_after(date(2025, 3, 1)) == date(2026, 3, 1)


# --- Bought in between --------------------------------------------------------------------------


def test_add_on_ends_with_the_term_and_leaves_the_renewal_where_it_is(ae):
    account = renewing()
    offer = NEXT._replace(start=START, end=RENEWAL, seats=20, arr=Decimal(4000))
    added = closing.add_on(account, offer, by=ae, **WHEN)
    assert (added.kind, added.end, added.seats) == ("add_on", RENEWAL, 20)
    assert TimelineEntry.objects.get().title.startswith("Expansion: 20 seats")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"start": RENEWAL}, "begins within the term"),
        ({"end": RENEWAL + timedelta(1)}, "ends with the term"),
        ({"seats": 0}, "adds seats"),
    ],
)
def test_add_on_that_adds_nothing_or_runs_on_is_refused(changes, said, ae):
    offer = NEXT._replace(start=START, end=RENEWAL)._replace(**changes)
    with pytest.raises(Refused, match=said):
        closing.add_on(renewing(), offer, by=ae, **WHEN)


# --- Churn --------------------------------------------------------------------------------------


def checklist() -> dict[str, str]:
    tasks = Task.objects.filter(run__playbook__slug="churn_checklist")
    return dict(tasks.values_list("key", "state"))


def test_churn_marks_the_term_and_opens_the_checklist_at_once(ae):
    account = renewing(hosting="cloud", programme=Programme.objects.get(slug="scaled"))
    result = churn(account, ae, churned_on=START)
    assert Contract.objects.get().churned_on == START
    assert (result.outcome, result.category, result.arr_after) == ("churn", "budget", 0)
    open_ = dict.fromkeys(("close", "teardown", "channels", "post_mortem"), "open")
    assert checklist() == open_ | {"retro": "dropped"}
    assert not Document.objects.exists()
    titles = TimelineEntry.objects.filter(kind="renewal").values_list("title", flat=True)
    assert list(titles) == [f"Churned on {START}: budget cut, ARR 20,000 lost"]


def test_checklist_of_a_churn_to_come_opens_by_rule_on_its_day(ae):
    churn(renewing(), ae)
    assert checklist() == {}


def test_there_is_no_cloud_to_tear_down_where_they_host_it_themselves(ae):
    churn(renewing(hosting="self_hosted"), ae, churned_on=START)
    assert checklist()["teardown"] == "dropped"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"words": ""}, "why they leave"),
        ({"churned_on": RENEWAL + timedelta(1)}, "They leave between"),
        ({"churned_on": RENEWAL - timedelta(366)}, "They leave between"),
    ],
)
def test_churn_without_a_reason_or_on_an_impossible_day_is_refused(changes, said, ae):
    with pytest.raises(Refused, match=said):
        churn(renewing(), ae, **changes)
    assert Contract.objects.get().churned_on is None


def test_churn_above_the_limit_needs_a_sponsor_and_begins_a_retro(ae):
    account = renewing(arr=150_001)
    with pytest.raises(Refused, match=r"150,000 ARR .* sponsors the retro"):
        churn(account, ae)
    assert not RenewalResult.objects.exists()
    sponsor = UserFactory(username="vp")
    result = churn(account, ae, sponsor=sponsor)
    retro = Document.objects.get()
    assert (result.retro, retro.task.title[:15]) == (retro, "Write the retro")
    assert "Sponsor: vp" in retro.body
    assert "# Churn retro" in retro.body


@pytest.mark.parametrize(("seats", "retros"), [(99, 1), (100, 0)])
def test_partial_churn_above_the_limit_has_a_retro_when_seats_fall(seats, retros, ae):
    account = renewing(arr=300_000)
    offer = NEXT._replace(seats=seats, arr=Decimal(100_000))
    closing.renew(account, offer, sponsor=UserFactory(), by=ae, **WHEN)
    assert Document.objects.count() == retros


def test_limit_is_the_programme_s(ae):
    programme = Programme.objects.get(slug="digital")
    programme.policy["retro_arr"] = 1000
    programme.save()
    with pytest.raises(Refused, match="1,000 ARR"):
        churn(renewing(), ae)


def test_days_to_write_the_retro_are_the_programme_s(ae):
    programme = Programme.objects.get(slug="digital")
    sponsor = UserFactory()
    dues = {}
    for days in (14, 21):
        programme.policy["retro_days"] = days
        programme.save()
        dues[days] = churn(renewing(arr=150_001), ae, sponsor=sponsor).retro.task.due_on
    assert (dues[21] - dues[14]).days == 7


# --- Undone -------------------------------------------------------------------------------------


def test_undone_renewal_leaves_everything_as_it_was(ae):
    assessment = RenewalAssessmentFactory()
    case = RiskCaseFactory(account=assessment.account)
    result = closing.renew(assessment.account, NEXT, by=ae, **WHEN)
    undoing.undo(result, by=ae, **WHEN)
    assert Contract.objects.count() == 1
    assert RenewalAssessment.objects.get().closed_on is None
    case.refresh_from_db()
    assert case.state == "open"
    assert RenewalResult.objects.get().undone_by == ae
    closing.renew(assessment.account, NEXT, by=ae, **WHEN)


def test_undone_churn_drops_its_checklist_which_opens_again_with_another(ae):
    account = renewing(arr=200_000)
    churned = {"churned_on": START, "sponsor": UserFactory()}
    result = churn(account, ae, **churned)
    undoing.undo(result, by=ae, **WHEN)
    assert Contract.objects.get().churned_on is None
    assert set(Task.objects.values_list("state", flat=True)) == {"dropped"}
    assert Document.objects.get().archived_at == MOMENT
    churn(account, ae, **churned)
    assert set(checklist().values()) == {"open"}


@pytest.mark.parametrize("what", ["stage", "contract", "task", "undone"])
def test_closing_that_had_consequences_is_not_undone(what, ae):
    account = renewing()
    result = churn(account, ae, churned_on=START)
    later = MOMENT + timedelta(days=1)
    if what == "stage":
        StageChangeFactory(account=account, to_stage="", recorded_at=later)
    elif what == "contract":
        ContractFactory(account=account, start=RENEWAL + timedelta(30))
    elif what == "task":
        Task.objects.filter(pk=Task.objects.first().pk).update(state="done")
    else:
        undoing.undo(result, by=ae, **WHEN)
    with pytest.raises(Refused):
        undoing.undo(result, by=ae, **WHEN)
