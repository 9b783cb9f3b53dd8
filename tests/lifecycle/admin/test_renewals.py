"""Tests of the pages of renewals and cases: who sees and does what, and what it costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Contract
from campaigns.day import Rules, decide_through
from lifecycle.models import (
    AccountState,
    RenewalAnswers,
    RenewalAssessment,
    RenewalForecast,
    RenewalResult,
    RiskCase,
)
from lifecycle.renewals import closing
from tests.admin_book import member, superuser
from tests.factories.accounts import MOMENT, START, AccountFactory
from tests.factories.renewals import (
    RENEWAL,
    CaseCriterionFactory,
    RenewalAssessmentFactory,
    RenewalForecastFactory,
    RenewalReadingFactory,
    RiskCaseFactory,
    at_risk,
    renewing,
)

pytestmark = pytest.mark.django_db
BOARD = "/admin/lifecycle/renewalassessment/board/"
CASES = "/admin/lifecycle/riskcase/board/"
TERM = {
    "start": RENEWAL,
    "end": closing.year_after(RENEWAL),
    "signed_on": START,
    "seats": 100,
    "products": ["code_search"],
    "arr": "20000",
}


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(MOMENT + timedelta(hours=4), tick=False)


def page(record) -> str:
    return reverse(f"admin:lifecycle_{record._meta.model_name}_change", args=[record.pk])


def do(record, act: str) -> str:
    return page(record).replace("/change/", f"/do/{act}/")


def tab(account) -> str:
    return reverse("admin:accounts_account_tab", args=[account.pk, "renewal"])


def form(account, slug: str) -> str:
    return reverse("admin:accounts_account_do", args=[account.pk, slug])


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def ae():
    user = member("Account Executive")
    user.role = "ae"
    user.save()
    return user


# --- What pages cost ----------------------------------------------------------------------------


def test_boards_ask_as_often_for_fifty_renewals_as_for_one(client):
    client.force_login(superuser())
    counts = {BOARD: [], CASES: []}
    for rows in (1, 3, 50):
        for _ in range(rows - RiskCase.objects.count()):
            at_risk()
        for address, found in counts.items():
            client.get(address)
            found.append(queries(client, address))
    assert counts == {BOARD: [8, 8, 8], CASES: [7, 7, 7]}


def test_pages_of_a_renewal_ask_a_fixed_number_of_times(client):
    client.force_login(superuser())
    assessment, case = at_risk()
    addresses = (page(assessment), page(case), tab(assessment.account))
    few = [queries(client, address) for address in addresses]
    for _ in range(10):
        RenewalReadingFactory(assessment=assessment)
        RenewalForecastFactory(account=assessment.account)
        CaseCriterionFactory(case=case)
    assert [queries(client, address) for address in addresses] == few


def test_pages_open_on_an_empty_book_and_an_account_without_a_contract(client):
    client.force_login(superuser())
    bare = AccountFactory()
    for address in (BOARD, CASES, tab(bare), form(bare, "renew"), form(bare, "churn")):
        assert client.get(address).status_code == 200


# --- Who may do what ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "allowed"),
    [
        ("Read-only", set()),
        ("Customer Engineer", {"update"}),
        ("Technical Advisor", {"answers", "propose", "update", "plan", "open-case"}),
        (
            "Account Executive",
            {"answers", "propose", "update", "plan", "open-case", "forecast", "renew", "churn"},
        ),
        ("CS Operations", {"forecast", "renew", "churn"}),
    ],
)
def test_roles_may_do_what_is_theirs(group, allowed, client):
    assessment, case = at_risk()
    client.force_login(member(group))
    acts = {
        "answers": do(assessment, "answers"),
        "propose": do(assessment, "propose"),
        "update": do(case, "update"),
        "plan": do(case, "plan"),
    }
    acts |= {
        slug: form(assessment.account, slug) for slug in ("forecast", "renew", "churn", "open-case")
    }
    answers = {slug: client.post(address, {}).status_code for slug, address in acts.items()}
    assert {slug for slug, answer in answers.items() if answer != 403} == allowed
    assert client.get(page(assessment)).status_code == 200
    assert client.get(BOARD).status_code == 200


def test_nothing_is_changed_by_opening_an_address(client):
    assessment, case = at_risk()
    client.force_login(superuser())
    assert client.get(do(assessment, "figures")).status_code == 302
    assert assessment.readings.count() == 1
    assert client.get(do(case, "end")).status_code == 302
    assert RiskCase.objects.get().state == "open"


# --- What people do there -----------------------------------------------------------------------


def test_rating_is_proposed_by_one_side_and_agreed_by_the_other(client):
    assessment = RenewalAssessmentFactory()
    client.force_login(member("Technical Advisor"))
    client.post(do(assessment, "propose"), {"rating": "yellow", "reason": "One team stopped"})
    assert RenewalAssessment.objects.get().rating == ""
    client.force_login(ae())
    assert "Agree for the AE" in client.get(page(assessment)).content.decode()
    client.post(do(assessment, "agree-ae"))
    assert RenewalAssessment.objects.get().rating == "yellow"


def test_what_is_refused_is_said_at_the_form_with_what_was_sent(client):
    case = RiskCaseFactory()
    client.force_login(superuser())
    answer = client.post(do(case, "agree-sales"))
    assert "no success criterion yet" in answer.context["refusal"]
    answer = client.post(do(case, "criterion"), {"measure": "Seats", "target": "many"})
    assert "Seats" in answer.content.decode()
    assert not case.criteria.exists()


def test_answers_are_saved_and_shown(client):
    assessment = RenewalAssessmentFactory()
    client.force_login(member("Technical Advisor"))
    client.post(do(assessment, "answers"), {"risks": "Budget <b>"})
    assert RenewalAnswers.objects.get().risks == "Budget <b>"
    assert "Budget &lt;b&gt;" in client.get(page(assessment)).content.decode()


def test_forecast_is_made_on_the_account(client):
    account = renewing()
    client.force_login(ae())
    sent = {"outcome": "partial", "arr": "30000", "seats": "60", "reason": "They shrink"}
    assert "less than today" in client.post(form(account, "forecast"), sent).content.decode()
    client.post(form(account, "forecast"), sent | {"arr": "12000"})
    assert RenewalForecast.objects.get().arr == 12_000
    assert "They shrink" in client.get(tab(account)).content.decode()


def test_renewal_is_closed_and_undone(client):
    account = renewing()
    client.force_login(ae())
    assert client.post(form(account, "renew"), TERM).status_code == 302
    assert Contract.objects.filter(account=account).count() == 2
    assert "Undo the closing" in client.get(tab(account)).content.decode()
    client.post(form(account, "undo-closing"))
    assert RenewalResult.objects.get().undone_at
    assert Contract.objects.filter(account=account).count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"end": RENEWAL}, "ends after it starts"),
        ({"start": START}, "Overlaps the term"),
        ({"signed_on": RENEWAL}, "when it is signed"),
        ({"products": []}, "required"),
        ({"seats": -1}, "greater than or equal to 0"),
    ],
)
def test_impossible_terms_are_refused_in_the_form(changes, said, client):
    account = renewing()
    client.force_login(ae())
    assert said in client.post(form(account, "renew"), TERM | changes).content.decode()
    assert not RenewalResult.objects.exists()


def test_form_foresees_the_stage_that_follows(client):
    account = renewing()
    client.force_login(ae())
    page_ = client.get(form(account, "renew")).content.decode()
    assert "Adopting" in page_ and "(S8)" in page_
    ahead = reverse("admin:lifecycle_renewalresult_ahead", args=[account.pk])
    assert "Adopting" in client.post(ahead, TERM).content.decode()
    assert "Complete the form" in client.post(ahead, {}).content.decode()
    assert not RenewalResult.objects.exists()
    client.force_login(member("Technical Advisor"))
    assert client.post(ahead, TERM).status_code == 403


def test_foreseen_stage_is_what_the_next_day_decides(client):
    account = renewing()
    account.tracked_from = START
    account.save()
    client.force_login(ae())
    said = client.get(form(account, "renew")).context["form"].ahead()
    client.post(form(account, "renew"), TERM)
    decide_through(START + timedelta(1), Rules.load(), now=MOMENT)
    state = AccountState.objects.get()
    assert (state.stage, state.rule) == (said.stage, "S8")
    assert f"({state.rule})" in said.why


def test_churn_above_the_limit_asks_for_a_sponsor(client):
    account = renewing(arr=200_000)
    client.force_login(ae())
    sent = {"churned_on": START, "category": "budget", "words": "Cut"}
    assert "sponsors the retro" in client.post(form(account, "churn"), sent).content.decode()
    sponsor = member("Manager")
    client.post(form(account, "churn"), sent | {"sponsor": sponsor.pk})
    assert RenewalResult.objects.get().retro is not None


def test_board_is_narrowed_to_mine_and_to_a_programme(client):
    me = ae()
    client.force_login(me)
    mine, _ = renewing(ae=me), renewing()

    def shown(**asked) -> list:
        board = client.get(BOARD, asked).context["board"]
        return [card.state.account for column in board.columns for card in column.cards]

    assert shown() == [mine]
    assert len(shown(whose="all")) == 2
    assert shown(whose="all", programme="enterprise") == []
