"""Tests of the pages of trainings, feedback and advocates on an account."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import (
    Account,
    Advocacy,
    ChampionTest,
    Feedback,
    GapReport,
    Instrument,
    ProductGap,
    Training,
    TrainingSession,
)
from tests.admin_book import NOON, member
from tests.factories.accounts import MOMENT, AccountFactory, ContactFactory, ContractFactory
from tests.factories.cast import TODAY
from tests.factories.lifecycle import AccountStateFactory
from tests.factories.voices import (
    AdvocacyFactory,
    GapReportFactory,
    ProductGapFactory,
    TrainingSessionFactory,
)

TABS = ("trainings", "feedback", "advocates")


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def account(db) -> Account:
    return AccountFactory(name="Acme")


def tab(account: Account, slug: str) -> str:
    return f"/admin/accounts/account/{account.pk}/page/{slug}/"


def do(account: Account, slug: str) -> str:
    return f"/admin/accounts/account/{account.pk}/do/{slug}/"


def fill(account: Account, rows: int) -> None:
    for number in range(rows):
        contact = ContactFactory(account=account, champion=True)
        session = TrainingSessionFactory(
            account=account, state="held", on=TODAY - timedelta(number)
        )
        session.attendances.create(contact=contact, attended=True)
        TrainingSessionFactory(account=account)
        GapReportFactory(account=account, contact=contact)
        done = {"gap__status": "done", "gap__shipped_on": TODAY}
        GapReportFactory(account=account, **done)
        Feedback.objects.create(account=account, text="Fast", on=TODAY, created_at=MOMENT)
        advocacy = AdvocacyFactory(contact=contact)
        advocacy.instruments.create(kind="case_study", on=TODAY)
        ChampionTest.objects.create(contact=contact, tested_on=TODAY, created_at=MOMENT)


@pytest.mark.parametrize("slug", TABS)
def test_tab_opens_empty_and_asks_as_often_for_many(slug, account, client):
    client.force_login(member("Read-only"))
    assert client.get(tab(account, slug)).status_code == 200

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(tab(account, slug))
        assert len(answer.content) < 500_000
        return len(captured)

    fill(account, 1)
    one = asked()
    fill(account, 50)
    assert asked() == one


@pytest.mark.parametrize(
    "slug",
    ["plan-training", "hold-training", "report-gap", "feedback", "told-gap", "test-champion"],
)
def test_read_only_member_does_nothing(slug, account, client):
    client.force_login(member("Read-only"))
    assert client.post(do(account, slug), {}).status_code == 403


def test_training_is_planned_and_held(account, client):
    me = member("Technical Advisor")
    client.force_login(me)
    people = [ContactFactory(account=account), ContactFactory(account=account)]
    keys = [person.pk for person in people]
    sent = {"training": Training.objects.get(slug="101").pk, "day": TODAY, "host": me.pk}
    client.post(do(account, "plan-training"), {**sent, "invited": keys})
    session = TrainingSession.objects.get()
    where = f"{do(account, 'hold-training')}?session={session.pk}"
    assert client.get(where).context["form"].initial["attended"] == keys
    held = {"session": session.pk, "day": TODAY, "attended": keys[:1], "others": 4}
    assert client.post(where, held).url == tab(account, "trainings")
    session.refresh_from_db()
    assert (session.state, session.others, session.entry.author) == ("held", 4, me)
    assert "Sourcegraph 101" in client.get(tab(account, "trainings")).content.decode()


def test_session_of_another_account_is_not_held_here(account, client):
    client.force_login(member("Technical Advisor"))
    session = TrainingSessionFactory()
    sent = {"session": session.pk, "day": TODAY, "others": 4}
    answer = client.post(do(account, "hold-training"), sent)
    assert "not there any more" in answer.content.decode()


def test_new_gap_is_reported_or_a_known_one_is_chosen(account, client):
    client.force_login(member("Technical Advisor"))
    where, sent = do(account, "report-gap"), {"severity": "p1", "impact": "60 seats"}
    assert "Choose a known gap" in client.post(where, sent).content.decode()
    client.post(where, {**sent, "title": "Audit log", "area": "Cody"})
    assert GapReport.objects.get().gap.title == "Audit log"
    known = ProductGapFactory()
    client.post(where, {**sent, "gap": known.pk})
    assert GapReport.objects.filter(gap=known, account=account).exists()
    assert "Audit log" in client.get(tab(account, "feedback")).content.decode()


def test_gaps_are_listed_by_dealbreakers_and_money(client, db):
    client.force_login(member("Manager"))
    for title, severity, arr in (("Cheap", "p1", 1), ("Dear", "p1", 900), ("Grave", "p0", 2)):
        report = GapReportFactory(gap__title=title, severity=severity)
        ContractFactory(account=report.account, arr=arr, start=TODAY)
    ProductGapFactory(title="Refused", status="wont_do")
    shown = client.get("/admin/accounts/productgap/").context["cl"].result_list
    assert [gap.title for gap in shown] == ["Grave", "Dear", "Cheap"]


def test_gap_is_done_with_a_day_only(client, db):
    client.force_login(member("Manager"))
    gap = ProductGapFactory()
    where = f"/admin/accounts/productgap/{gap.pk}/change/"
    sent = {"title": gap.title, "status": "done"}
    assert "a day of shipping" in client.post(where, sent).content.decode()
    assert client.post(where, {**sent, "shipped_on": TODAY}).status_code == 302
    assert ProductGap.objects.get().shipped_on == TODAY


def test_advisor_does_not_say_what_becomes_of_a_gap(client, db):
    client.force_login(member("Technical Advisor"))
    gap = ProductGapFactory()
    where = f"/admin/accounts/productgap/{gap.pk}/change/"
    assert client.post(where, {"title": "Mine", "status": "open"}).status_code == 403


def test_advocate_is_named_asked_and_ended(account, client):
    client.force_login(member("Technical Advisor"))
    contact = ContactFactory(account=account)
    sent = {"contact": contact.pk, "since": TODAY, "reference": "on"}
    refused = client.post(do(account, "name-advocate"), sent)
    assert "needs what they agreed to" in refused.content.decode()
    client.post(do(account, "name-advocate"), {**sent, "consent": "By mail"})
    advocacy = Advocacy.objects.get()
    about = {"advocacy": advocacy.pk}
    client.post(do(account, "ask-advocate"), {**about, "kind": "case_study", "status": "asked"})
    assert Instrument.objects.get().advocacy == advocacy
    client.post(do(account, "end-advocacy"), {**about, "why": "Left"})
    assert Advocacy.objects.get().until
    client.post(do(account, "test-champion"), {"contact": contact.pk, "power": "on"})
    assert ChampionTest.objects.get().passed is False


@pytest.mark.parametrize(
    ("stage", "band", "shown"),
    [("nurturing", "healthy", 1), ("adopting", "healthy", 0), ("nurturing", "poor", 0)],
)
def test_candidates_are_healthy_nurturing_and_have_an_advocate(stage, band, shown, client, db):
    client.force_login(member("Read-only"))
    state = AccountStateFactory(stage=stage, confirmed_band=band)
    AdvocacyFactory(contact__account=state.account)
    answer = client.get("/admin/accounts/advocacy/candidates/")
    assert answer.status_code == 200
    assert len(answer.context["candidates"]) == shown
