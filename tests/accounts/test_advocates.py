"""Tests of champions put to the test and of advocates."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts import advocates
from accounts.models import Advocacy, ChampionTest, Instrument, TimelineEntry
from tests.factories.accounts import MOMENT, START, ContactFactory
from tests.factories.voices import AdvocacyFactory

pytestmark = pytest.mark.django_db
SAID = {"by": None, "on": START, "now": MOMENT}


@pytest.mark.parametrize("missing", [None, "power", "sells", "shares"])
def test_champion_meets_all_three(missing):
    contact = ContactFactory(champion=missing is not None)
    marks = {name: name != missing for name in ("power", "sells", "shares")}
    advocates.test(contact, **marks, **SAID)
    contact.refresh_from_db()
    assert contact.champion is (missing is None)
    assert ChampionTest.objects.get().passed is (missing is None)


def test_advocate_is_named_once_and_kept_up_to_date():
    contact = ContactFactory()
    first = advocates.name(contact, since=START - timedelta(9), **SAID)
    again = advocates.name(contact, since=START, reference=True, consent="By mail", **SAID)
    assert (first.pk, again.reference) == (again.pk, True)
    assert TimelineEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "says"),
    [({"reference": True}, "what they agreed"), ({"since": START + timedelta(1)}, "to come")],
)
def test_advocate_that_cannot_be_is_refused(fields, says):
    with pytest.raises(ValueError, match=says):
        advocates.name(ContactFactory(), **{"since": START, **fields}, **SAID)
    assert not Advocacy.objects.exists()


@pytest.mark.parametrize(("since", "until"), [(-9, 0), (0, 1)])
def test_advocacy_ends_once_and_leaves_room_for_another(since, until):
    advocacy = AdvocacyFactory(since=START + timedelta(since))
    assert advocates.end(advocacy, why="Left the company", **SAID) is True
    assert advocates.end(advocacy, why="Again", **SAID) is False
    assert Advocacy.objects.get().until == START + timedelta(until)
    assert not Advocacy.objects.on(START + timedelta(1)).exists()
    advocates.name(advocacy.contact, since=START, **SAID)
    assert Advocacy.objects.count() == 2


def test_each_step_of_what_they_do_is_told_once():
    advocacy = AdvocacyFactory()
    for status in ("asked", "asked", "agreed"):
        advocates.ask(advocacy, "case_study", status, **SAID)
    assert Instrument.objects.get().status == "agreed"
    assert TimelineEntry.objects.count() == 2


@pytest.mark.parametrize("fields", [{"reference": True}, {"until": START}])
def test_database_refuses_what_makes_no_sense(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        AdvocacyFactory(**fields)


def test_contact_is_one_advocate_at_a_time():
    present = AdvocacyFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        AdvocacyFactory(contact=present.contact)
