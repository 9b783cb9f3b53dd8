"""An account that cannot be decided holds up nobody else."""

import pytest

from campaigns import day
from lifecycle.models import AccountState
from tests.campaigns.days import MONDAY, customer, early, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def poison(monkeypatch):
    """Deciding the named account raises until the returned set is emptied."""
    names, decide = {"acme-3"}, day.decide

    def failing(facts, *arguments, **options):
        if facts.key in names:
            raise ZeroDivisionError(facts.key)
        return decide(facts, *arguments, **options)

    monkeypatch.setattr(day, "decide", failing)
    return names


@pytest.mark.parametrize("size", [1, 2, 100])
def test_others_are_decided_and_it_is_named(poison, monkeypatch, caplog, size):
    monkeypatch.setattr(day, "BATCH", size)
    accounts = [customer(f"acme-{number}") for number in range(7)]
    counts = run(MONDAY)
    assert (counts["decided"], counts["failed"]) == (6, 1)
    assert f"account {accounts[3].pk} could not be decided for {MONDAY}" in caplog.text
    assert not AccountState.objects.filter(account=accounts[3]).exists()


def test_it_is_tried_again_by_the_next_run(poison):
    customer("acme-3")
    assert run(MONDAY)["failed"] == 1
    poison.clear()
    assert run(MONDAY)["decided"] == 1


def test_trouble_of_the_database_is_nobodys_fault(monkeypatch):
    def lost(*arguments, **options):
        raise day.OperationalError("the server went away")

    customer("acme-1")
    monkeypatch.setattr(day.gather, "facts", lost)
    with pytest.raises(day.OperationalError):
        day.run(MONDAY, day.Rules.load(), clock=lambda: early(MONDAY))
