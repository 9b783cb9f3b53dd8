"""A review's way from draft to signed off, its marks elsewhere, and what can't be undone."""

from datetime import timedelta

import pytest

from accounts.models import TimelineEntry
from lifecycle.models import Playbook, ReviewSide, ReviewState, Task
from lifecycle.reviews import build, earlier, freeze, people, shown, steps
from tests.factories.accounts import UserFactory
from tests.factories.cast import NOW, TODAY
from tests.factories.reviews import begun, customer, filled
from tests.factories.work import (
    PlaybookRunFactory,
    PlaybookVersionFactory,
    TaskFactory,
)

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(1)


def held(review=None):
    review = filled(review or begun())
    steps.hold(review, held_on=TODAY, by=review.owner, on=TODAY, now=NOW)
    review.refresh_from_db()
    return review


def sign(review, side=ReviewSide.OURS, name="Tess", signed_on=TODAY, on=TODAY):
    found = steps.sign(review, side, name=name, signed_on=signed_on, on=on, now=NOW)
    review.refresh_from_db()
    return found


def signed():
    review = held()
    sign(review)
    sign(review, ReviewSide.CUSTOMER, "Ada Champ")
    return review


def playbook_task(account, slug, key):
    """One of the starter playbook's, of a version of the test's own."""
    version = PlaybookVersionFactory(playbook=Playbook.objects.get(slug=slug), number=99)
    run = PlaybookRunFactory(account=account, version=version, playbook=version.playbook)
    return TaskFactory(account=account, run=run, key=key)


def test_ready_says_what_is_still_empty_and_goes_back():
    review = begun()
    assert "Strategy and initiatives" in steps.make_ready(review)
    with pytest.raises(ValueError, match="Only a draft"):
        steps.make_ready(review)
    steps.take_back(review)
    review.refresh_from_db()
    assert review.state == ReviewState.DRAFT


def test_meeting_goes_to_the_timeline_once():
    review = held()
    with pytest.raises(ValueError, match="held already"):
        steps.hold(review, held_on=TODAY, by=None, on=TODAY, now=NOW)
    entry = TimelineEntry.objects.get(account=review.account, kind="meeting")
    assert (entry.on, entry.author) == (TODAY, review.owner)
    assert "Ada Champ" in entry.body


def test_meeting_still_to_come_is_refused():
    with pytest.raises(ValueError, match="still to come"):
        steps.hold(begun(), held_on=TOMORROW, by=None, on=TODAY, now=NOW)


@pytest.mark.parametrize("slug", ["cbr", "business_review"])
def test_task_of_the_playbook_is_done_with_the_meeting(slug):
    account = customer()
    task = playbook_task(account, slug, "hold")
    other = TaskFactory(account=account)
    held(begun(account))
    task.refresh_from_db()
    assert (task.state, task.outcome) == ("done", f"Held on {TODAY}: Review of the quarter")
    assert Task.objects.get(pk=other.pk).state == "open"


def test_task_of_the_sign_off_is_done_with_the_second_signature():
    account = customer()
    task = playbook_task(account, "cbr", "sign_off")
    review = held(begun(account))
    sign(review)
    assert Task.objects.get(pk=task.pk).state == "open"
    sign(review, ReviewSide.CUSTOMER, "Ada")
    assert Task.objects.get(pk=task.pk).state == "done"


def test_both_sides_sign_it_off():
    review = signed()
    assert review.state == ReviewState.SIGNED
    assert TimelineEntry.objects.filter(account=review.account, kind="review").count() == 1


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"name": " "}, "Say who signs"),
        ({"signed_on": TODAY - timedelta(1)}, "between the meeting"),
        ({"signed_on": TOMORROW}, "between the meeting"),
    ],
)
def test_signature_without_name_or_day_is_refused(change, complaint):
    with pytest.raises(ValueError, match=complaint):
        sign(held(), **change)


def test_each_side_signs_once():
    review = held()
    sign(review)
    with pytest.raises(ValueError, match="Our side has signed"):
        sign(review)


def test_draft_and_review_with_gaps_are_not_signed():
    with pytest.raises(ValueError, match="after it was held"):
        sign(begun())
    review = begun(customer())
    steps.hold(review, held_on=TODAY, by=None, on=TODAY, now=NOW)
    with pytest.raises(ValueError, match="Nothing is said yet under Strategy"):
        sign(review)


def test_first_signature_seals_the_content():
    review = held()
    sign(review)
    section = review.sections.first()
    new = build.Writing("T", "other", True, "")
    for change in (
        lambda: build.write(section, new, seen="", by=None, now=NOW),
        lambda: build.add_topic(review, "More", by=None, now=NOW),
        lambda: build.move(section, 1),
        lambda: people.add(review, name="Late"),
        lambda: people.leave_out(review, review.attendees.first().pk),
        lambda: people.keep_values(review, list),
    ):
        with pytest.raises(ValueError, match="has been signed"):
            change()


def test_content_changed_behind_our_back_is_not_signed_by_the_other_side():
    review = held()
    sign(review)
    review.sections.filter(kind="usage").update(body="Forged")
    with pytest.raises(ValueError, match="not what the other side signed"):
        sign(review, ReviewSide.CUSTOMER, "Ada")


def test_seal_is_the_same_whenever_it_is_computed():
    review = signed()
    assert shown.digest(shown.read(review)) == review.seal


def test_correction_is_a_new_revision_beside_what_was_signed():
    review = signed()
    copy = steps.revise(review, why="A wrong name", by=UserFactory(), on=TODAY, now=NOW)
    assert (copy.revision, copy.state, copy.revises) == (2, ReviewState.DRAFT, review)
    assert copy.sections.count() == review.sections.count()
    assert freeze.newest(copy).content == freeze.newest(review).content
    assert list(review.account.reviews.current()) == [copy]
    review.refresh_from_db()
    assert (review.state, shown.digest(shown.read(review))) == (ReviewState.SIGNED, review.seal)
    with pytest.raises(ValueError, match="later revision"):
        steps.revise(review, why="Again", by=None, on=TODAY, now=NOW)


def test_revision_is_no_second_meeting():
    review = signed()
    copy = steps.revise(review, why="A wrong name", by=None, on=TODAY, now=NOW)
    steps.hold(copy, held_on=TODAY, by=None, on=TODAY, now=NOW)
    assert TimelineEntry.objects.filter(account=review.account, kind="meeting").count() == 1
    assert earlier.held(review.account) == copy


def test_what_nobody_signed_needs_no_revision():
    with pytest.raises(ValueError, match="Only what was signed"):
        steps.revise(held(), why="Typo", by=None, on=TODAY, now=NOW)


def test_archived_review_comes_back_unless_another_is_prepared():
    review = begun()
    assert steps.archive(review, now=NOW)
    assert not steps.archive(review, now=NOW)
    other = begun(review.account)
    with pytest.raises(ValueError, match="is being prepared"):
        steps.restore(review)
    steps.archive(other, now=NOW)
    assert steps.restore(review)
