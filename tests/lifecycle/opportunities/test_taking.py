"""Tests of what people do with an opportunity."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import TimelineEntry, User
from lifecycle.models import Opportunity
from lifecycle.opportunities import following, taking
from tests.factories.accounts import MOMENT, START, AccountFactory, UserFactory
from tests.factories.lifecycle import OpportunityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def one() -> Opportunity:
    return OpportunityFactory()


@pytest.fixture
def by() -> User:
    return UserFactory()


def kinds(one: Opportunity) -> list[str]:
    return [entry.kind for entry in one.entries.order_by("pk")]


def test_pursuing_takes_it_over_and_tells_the_timeline(one, by):
    taking.pursue(one, by=by, on=START, now=MOMENT)
    one.refresh_from_db()
    assert (one.state, one.owner, one.touched) == ("pursued", by, True)
    assert TimelineEntry.objects.get().title == f"{one.title}: pursued"
    with pytest.raises(ValueError, match="already"):
        taking.pursue(one, by=by, on=START, now=MOMENT)


def test_pursuing_leaves_the_owner_who_is_there(one, by):
    taking.assign(one, UserFactory(), by=by, now=MOMENT)
    taking.pursue(one, by=by, on=START, now=MOMENT)
    one.refresh_from_db()
    assert one.owner != by
    assert kinds(one) == ["assigned", "pursued"]


def test_snooze_ends_on_its_day_or_by_hand(one, by):
    until = START + timedelta(10)
    taking.snooze(one, until, by=by, on=START, now=MOMENT)
    assert not Opportunity.objects.waiting(on=START).exists()
    assert Opportunity.objects.waiting(on=until).exists()
    taking.wake(one, by=by, now=MOMENT)
    assert Opportunity.objects.waiting(on=START).exists()
    with pytest.raises(ValueError, match="after today"):
        taking.snooze(one, START, by=by, on=START, now=MOMENT)


@pytest.mark.parametrize(("verb", "state"), [(taking.win, "won"), (taking.lose, "lost")])
def test_it_ends_once_and_with_a_reason(verb, state, one, by):
    with pytest.raises(ValueError, match="Say why"):
        verb(one, outcome=" ", by=by, on=START, now=MOMENT)
    verb(one, outcome="They said so.", by=by, on=START, now=MOMENT)
    one.refresh_from_db()
    assert (one.state, one.ended_on, one.outcome) == (state, START, "They said so.")
    with pytest.raises(ValueError, match=f"It has ended: {state}"):
        verb(one, outcome="Again.", by=by, on=START, now=MOMENT)
    assert kinds(one) == [state]


def test_ended_one_is_opened_again_unless_another_lives(one, by):
    with pytest.raises(ValueError, match="has not ended"):
        taking.reopen(one, by=by, on=START, now=MOMENT)
    taking.lose(one, outcome="No budget.", by=by, on=START, now=MOMENT)
    taking.reopen(one, by=by, on=START, now=MOMENT)
    one.refresh_from_db()
    assert (one.state, one.ended_on, one.outcome) == ("open", None, "")
    taking.lose(one, outcome="No budget.", by=by, on=START, now=MOMENT)
    OpportunityFactory(account=one.account)
    with pytest.raises(ValueError, match="newer one"):
        taking.reopen(one, by=by, on=START, now=MOMENT)


def test_estimate_keeps_the_one_before(one, by):
    taking.estimate(one, Decimal(12_000), by=by, now=MOMENT)
    taking.estimate(one, None, by=by, now=MOMENT)
    assert one.entries.first().text == "from 12,000 to nothing"
    with pytest.raises(ValueError, match="negative"):
        taking.estimate(one, Decimal(-1), by=by, now=MOMENT)


def test_note_says_something(one, by):
    taking.note(one, " They ask in June. ", by=by, now=MOMENT)
    assert one.entries.get().text == "They ask in June."
    with pytest.raises(ValueError, match="Say something"):
        taking.note(one, "  ", by=by, now=MOMENT)


def test_it_follows_the_team_unless_somebody_else_has_it(one, by):
    before, after, other = UserFactory(), UserFactory(), UserFactory()
    taking.assign(one, before, by=by, now=MOMENT)
    kept = OpportunityFactory(account=one.account, subject="b", owner=other)
    people = {before.pk: before, after.pk: after}
    changes = {(one.account_id, "ae"): (before.pk, after.pk)}
    assert following.follow(changes, people, by=by, now=MOMENT) == 1
    one.refresh_from_db()
    kept.refresh_from_db()
    assert (one.owner, kept.owner) == (after, other)
    assert "the team changed" in one.entries.first().text
    assert following.follow(changes, people, by=by, now=MOMENT) == 0


def test_one_added_by_hand_is_kept_told_and_ended_by_people_only(by):
    account = AccountFactory(ta=by)
    added = {"reason": "They said so on the call.", "by": by, "on": START, "now": MOMENT}
    one = taking.add(account, " The data team wants in ", expected_arr=Decimal(12_000), **added)
    one.refresh_from_db()
    assert (one.title, one.kind, one.expected_arr) == ("The data team wants in", "hand", 12_000)
    assert (one.owner, one.owner_role, one.touched) == (by, "ta", True)
    assert kinds(one) == ["added"]
    assert TimelineEntry.objects.get().body == "They said so on the call."


def test_one_of_a_title_is_open_at_a_time(by):
    account = AccountFactory()
    added = {"reason": "They said so.", "by": by, "on": START, "now": MOMENT}
    one = taking.add(account, "More seats", **added)
    assert one.owner_role == "ae"
    with pytest.raises(ValueError, match="is open on this account"):
        taking.add(account, "more  SEATS", **added)
    taking.lose(one, outcome="No.", by=by, on=START, now=MOMENT)
    assert taking.add(account, "More seats", **added).pk != one.pk


def test_one_without_a_reason_is_refused(by):
    with pytest.raises(ValueError, match="what makes it one"):
        taking.add(AccountFactory(), "More", reason=" ", by=by, on=START, now=MOMENT)
    assert not Opportunity.objects.exists()
