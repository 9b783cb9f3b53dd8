"""One answer for an invitation, and what follows from it, once."""

from datetime import timedelta

import pytest

from accounts.models import TimelineEntry
from campaigns.models import HelpRequest, Survey, SurveyInvitation, SurveyResponse
from campaigns.surveys import answering, finding, versions
from lifecycle.models import HealthChange, Task
from tests.factories.accounts import MOMENT, START, ContactFactory, UserFactory
from tests.factories.surveys import InvitationFactory, mail

pytestmark = pytest.mark.django_db
LATER = MOMENT + timedelta(hours=1)


def answer(invitation, now=MOMENT, on=START, **values):
    return answering.answer(invitation, values, on=on, now=now)


def test_a_good_score_opens_nothing_and_stands_on_the_timeline():
    invitation = InvitationFactory()
    response = answer(invitation, score=9, why="Fast")
    assert (response.score, response.scale, response.comment, response.low) == (
        9,
        10,
        "Fast",
        False,
    )
    assert (response.task, response.answer_by) == (None, None)
    entry = TimelineEntry.objects.get(account=invitation.account)
    assert (entry.kind, entry.contact) == ("survey", invitation.contact)
    assert "9 of 10" in entry.title
    assert "Fast" in entry.body


@pytest.mark.parametrize("score, tasks", [(6, 1), (7, 0)])
def test_a_low_score_opens_a_task_for_who_looks_after_the_account(score, tasks):
    ta = UserFactory()
    invitation = InvitationFactory(contact__account__ta=ta)
    response = answer(invitation, score=score, why="Slow **as ever**")
    assert Task.objects.count() == tasks
    if tasks:
        assert (response.task.owner, response.answer_by) == (ta, MOMENT + timedelta(2))
        assert response.task.due_on == START + timedelta(2)
        assert "Slow" in response.task.instructions


def test_a_wish_for_help_becomes_a_request_that_the_customer_can_follow():
    response = answer(InvitationFactory(), score=10, help=True)
    request = HelpRequest.objects.get()
    assert (request.source, request.task) == ("survey", response.task)
    assert response.answer_by == request.due_at
    assert Task.objects.count() == 1


def test_answers_sent_again_take_the_place_of_those_before_and_open_nothing_twice():
    invitation = InvitationFactory()
    answer(invitation, score=3)
    response = answer(invitation, now=LATER, score=2, why="Worse")
    assert SurveyResponse.objects.count() == Task.objects.count() == 1
    assert (response.score, response.answered_at, response.changed_at) == (2, MOMENT, LATER)
    assert [each["answers"] for each in response.earlier] == [{"score": 3}]
    titles = TimelineEntry.objects.filter(kind="survey").values_list("title", flat=True)
    assert sum("changed their answer" in title for title in titles) == 1


def test_the_same_answers_again_change_nothing():
    invitation = InvitationFactory()
    answer(invitation, score=9)
    response = answer(invitation, now=LATER, score=9)
    assert (response.changed_at, response.earlier) == (None, [])
    assert TimelineEntry.objects.count() == 1


def test_a_score_that_becomes_low_opens_its_task_then():
    invitation = InvitationFactory()
    assert answer(invitation, score=9).task is None
    assert answer(invitation, now=LATER, score=1).task is not None


@pytest.mark.parametrize("days, taken", [(30, True), (31, False)])
def test_a_survey_is_open_through_its_last_day(days, taken):
    invitation = InvitationFactory()
    on = START + timedelta(days)
    if taken:
        assert answer(invitation, on=on, score=9).pk
    else:
        with pytest.raises(answering.ClosedError):
            answer(invitation, on=on, score=9)


def test_what_was_taken_back_cannot_be_answered():
    with pytest.raises(answering.ClosedError):
        answer(InvitationFactory(withdrawn_at=MOMENT), score=9)


def test_answers_do_not_touch_health():
    answer(InvitationFactory(), score=0)
    assert HealthChange.objects.count() == 0


def test_the_mail_of_a_campaign_with_days_of_its_own_leads_to_an_invitation_made_by_the_answer():
    contact = ContactFactory()
    touch = mail(contact)
    found = finding.of_touch(contact, touch.pk)
    assert (found.survey.slug, found.pk) == ("day30", None)
    assert SurveyInvitation.objects.count() == 0
    answer(found, going=5)
    assert touch.responses.get().kind == "answered"
    again = finding.of_touch(contact, touch.pk)
    assert (again.pk, again.touch) == (SurveyInvitation.objects.get().pk, touch)
    answer(again, now=LATER, going=4)
    assert SurveyResponse.objects.get().score == 4


def test_two_tabs_that_were_opened_before_the_answer_are_one_answer():
    contact = ContactFactory()
    touch = mail(contact)
    first, second = (finding.of_touch(contact, touch.pk) for _ in range(2))
    answer(first, going=5)
    answer(second, going=5)
    assert SurveyInvitation.objects.count() == SurveyResponse.objects.count() == 1


def test_somebody_elses_mail_leads_nowhere():
    touch = mail(ContactFactory())
    assert finding.of_touch(ContactFactory(), touch.pk) is None
    assert finding.of_touch(touch.contact, touch.pk + 1) is None


def test_the_mail_of_an_invitation_leads_to_it():
    invitation = InvitationFactory()
    touch = mail(invitation.contact, "nps", step=invitation.occasion)
    assert finding.of_touch(invitation.contact, touch.pk) == invitation
    answer(invitation, score=9)
    answer(invitation, now=LATER, score=8)
    assert touch.responses.get().at == MOMENT


def test_old_answers_keep_the_questions_they_were_given_to():
    invitation = InvitationFactory()
    answer(invitation, score=9)
    survey = Survey.objects.get(slug="nps")
    changed = {**survey.current.definition, "intro": "New words."}
    assert versions.publish("nps", changed, now=LATER, author=UserFactory()) == versions.CHANGED
    survey.refresh_from_db()
    invitation.refresh_from_db()
    assert (survey.current.number, invitation.version.number) == (2, 1)
    assert versions.publish("nps", changed, now=LATER) == versions.UNCHANGED
