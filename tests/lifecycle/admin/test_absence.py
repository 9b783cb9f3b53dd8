"""Tests of the pages of absences: whose they are, the coverage list and the handing over."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Absence
from lifecycle.models import Task
from tests.admin_book import NOON, member
from tests.factories.accounts import UserFactory
from tests.factories.cast import TODAY
from tests.factories.pools import AbsenceFactory
from tests.factories.work import TaskFactory

ADD = "/admin/accounts/absence/add/"
WEEK = {"starts_on": "2026-01-12", "until": "2026-01-19", "reason": "Holiday", "cover": ""}


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def page(absence: Absence) -> str:
    return f"/admin/accounts/absence/{absence.pk}/coverage/"


def test_advisor_writes_down_their_own_and_sees_the_coverage_list(client, db):
    me = member("Technical Advisor")
    client.force_login(me)
    answer = client.post(ADD, {**WEEK, "user": UserFactory().pk})
    absence = Absence.objects.get()
    assert absence.user == me
    assert answer.url == page(absence)
    assert client.get(answer.url).status_code == 200


def test_manager_writes_down_anybodys(client, db):
    client.force_login(member("Manager"))
    somebody = UserFactory()
    client.post(ADD, {**WEEK, "user": somebody.pk})
    assert Absence.objects.get().user == somebody


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"until": "2026-01-12"}, "first day back is after"),
        ({"starts_on": "2026-01-05", "until": "2026-01-13"}, "away from 2026-01-12"),
    ],
)
def test_wrong_dates_are_refused_in_words(changes, says, client, db):
    me = member("Technical Advisor")
    client.force_login(me)
    client.post(ADD, WEEK)
    answer = client.post(ADD, {**WEEK, **changes})
    assert says in answer.content.decode()
    assert Absence.objects.count() == 1


def test_somebody_elses_is_not_changed(client, db):
    client.force_login(member("Technical Advisor"))
    absence = AbsenceFactory(starts_on=TODAY)
    where = f"/admin/accounts/absence/{absence.pk}/change/"
    assert client.post(where, {**WEEK, "called_off": "on"}).status_code == 403
    assert client.post(page(absence)).status_code == 403


@pytest.mark.parametrize("who", ["user", "cover"])
def test_work_is_handed_over_by_a_button(who, client, db):
    me = member("Technical Advisor")
    client.force_login(me)
    absence = AbsenceFactory(**{"cover": UserFactory(), who: me}, starts_on=TODAY)
    task = TaskFactory(owner=absence.user, due_on=TODAY)
    assert "Hand over 1 task<" in client.get(page(absence)).content.decode()
    assert client.post(page(absence)).url == page(absence)
    assert Task.objects.get().owner == absence.cover
    shown = client.get(page(absence)).content.decode()
    assert "Hand over 1 task<" not in shown
    assert task.title in shown


def test_coverage_list_asks_as_often_for_many(client, db):
    client.force_login(member("Manager"))
    absence = AbsenceFactory(starts_on=TODAY)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page(absence)).status_code == 200
        return len(captured)

    asked()
    TaskFactory(owner=absence.user, due_on=TODAY)
    one = asked()
    TaskFactory.create_batch(50, owner=absence.user, due_on=TODAY)
    assert asked() == one


def test_front_page_tells_the_cover_and_who_goes_away(client, db):
    me = member("Technical Advisor")
    client.force_login(me)
    AbsenceFactory(user=UserFactory(first_name="Luis"), cover=me, starts_on=TODAY)
    AbsenceFactory(user=me, starts_on=TODAY)
    first = client.get("/admin/").content.decode()
    assert "For Luis" in first
    assert "Hand over 1 task" not in first
    TaskFactory(owner=me, due_on=TODAY)
    assert "Hand over 1 task" in client.get("/admin/").content.decode()
