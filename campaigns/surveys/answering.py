"""Keeps what somebody answered, once for an invitation, and opens what follows from it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts import timeline
from accounts.models import EntryKind
from campaigns import responses
from campaigns.help import promise, thread
from campaigns.help.thread import Wish
from campaigns.models import HelpRequest, SurveyInvitation, SurveyResponse, Touch
from campaigns.surveys import answers, definitions
from campaigns.surveys.answers import Verdict
from campaigns.surveys.definitions import Definition
from lifecycle import policy as policies
from lifecycle.models import AccountState
from lifecycle.policy import Policy
from lifecycle.work import task as tasks


class ClosedError(Exception):
    """The invitation was taken back, or its time is over."""


@transaction.atomic
def answer(
    invitation: SurveyInvitation, values: Mapping[str, Any], *, on: date, now: datetime
) -> SurveyResponse:
    """Keep the answers of an invitation; sent again while it is open, they take their place (Q6).

    What stood there before is kept, and nothing that was opened is opened twice. Raises
    ClosedError when it is too late.
    """
    held = _held(invitation, on=on, now=now)
    definition = definitions.read(held.version.definition)
    policy = policies.read(held.account.programme.policy)
    verdict = answers.judge(
        definition, values, low_score=policy.survey_low_score, low_rating=policy.survey_low_rating
    )
    response = SurveyResponse.objects.filter(invitation=held).first()
    if response is None:
        response = _first(held, dict(values), verdict, now)
        _tell_the_mail(held, now=now)
        _tell(response, held, definition, on=on, now=now)
    elif response.answers != values:
        _again(response, dict(values), verdict, now)
        _tell(response, held, definition, on=on, now=now, again=True)
    if verdict.wants_somebody and response.task_id is None:
        _call(response, held, definition, policy, now=now)
    return response


def _held(invitation: SurveyInvitation, *, on: date, now: datetime) -> SurveyInvitation:
    """The row, locked, so that a double click is one answer."""
    if invitation.pk is None:
        invitation.created_at = now
        SurveyInvitation.objects.bulk_create([invitation], ignore_conflicts=True)
    held = (
        SurveyInvitation.objects.select_for_update(of=("self",))
        .select_related("survey", "version", "account__programme", "account__ta", "contact")
        .get(
            contact=invitation.contact_id,
            survey=invitation.survey_id,
            occasion=invitation.occasion,
        )
    )
    if held.withdrawn_at or held.closes_on < on:
        raise ClosedError
    return held


def _judged(verdict: Verdict) -> dict[str, Any]:
    return {
        "score": verdict.score,
        "scale": verdict.scale,
        "comment": verdict.comment,
        "wants_help": verdict.wants_help,
        "low": verdict.low,
    }


def _first(
    held: SurveyInvitation, values: dict[str, Any], verdict: Verdict, now: datetime
) -> SurveyResponse:
    state = AccountState.objects.filter(account=held.account_id).first()
    return SurveyResponse.objects.create(
        invitation=held,
        survey=held.survey,
        account=held.account,
        answers=values,
        stage=state.stage if state else "",
        ta=held.account.ta,
        answered_at=now,
        **_judged(verdict),
    )


def _tell_the_mail(held: SurveyInvitation, *, now: datetime) -> None:
    """The mail that asked was answered, which its campaign's results count."""
    asked = Touch.objects.filter(
        contact=held.contact_id, campaign=held.campaign_id, step=held.occasion
    )
    mail = held.touch or asked.order_by("-pk").first()
    if mail is not None:
        responses.answered(mail, now=now)


def _again(
    response: SurveyResponse, values: dict[str, Any], verdict: Verdict, now: datetime
) -> None:
    at = response.changed_at or response.answered_at
    response.earlier = [*response.earlier, {"at": at.isoformat(), "answers": response.answers}]
    response.answers, response.changed_at = values, now
    for name, value in _judged(verdict).items():
        setattr(response, name, value)
    response.save()


def _tell(
    response: SurveyResponse,
    held: SurveyInvitation,
    definition: Definition,
    *,
    on: date,
    now: datetime,
    again: bool = False,
) -> None:
    score = f": {response.score} of {response.scale}" if response.score is not None else ""
    word = "changed their answer to" if again else "answered"
    timeline.log(
        held.account,
        EntryKind.SURVEY,
        f"{held.contact} {word} “{held.survey}”{score}",
        on=on,
        now=now,
        contact=held.contact,
        body=in_words(definition, response.answers),
    )


def in_words(definition: Definition, values: Mapping[str, Any]) -> str:
    """Each question with its answer."""
    lines = [
        f"{question.ask} {answers.spelled(question, values[question.key])}"
        for question in definition.questions
        if question.key in values
    ]
    return "\n\n".join(lines)


def _call(
    response: SurveyResponse,
    held: SurveyInvitation,
    definition: Definition,
    policy: Policy,
    *,
    now: datetime,
) -> None:
    """Work for whoever looks after the account, due when the customer was told (Q5).

    A wish for help becomes a request, which the customer can follow; a low score a task.
    """
    score = f" ({response.score} of {response.scale})" if response.score is not None else ""
    said = in_words(definition, response.answers)
    if response.wants_help:
        wish = Wish(
            text=said,
            subject=f"{held.survey}{score}",
            source=HelpRequest.Source.SURVEY,
            touch=held.touch,
            key=f"survey:{held.pk}",
        )
        request = thread.ask(held.contact, wish, now=now)
        response.task, response.answer_by = request.task, request.due_at
    else:
        due = promise.due(held.account, policy.survey_answer_hours, policy, now=now)
        response.task = tasks.add(
            held.account,
            f"Get in touch with {held.contact}: {held.survey}{score}",
            due_on=promise.last_day(due),
            now=now,
            key=f"survey:{held.pk}",
            instructions=said,
            checklist=("Answered in person", "What they said is noted on the account"),
        )
        response.answer_by = due
    response.save(update_fields=["task", "answer_by"])
