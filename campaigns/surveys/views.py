"""The page of a survey: filled in by the link of a mail, saved only when it is sent."""

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from campaigns import links
from campaigns.models import SurveyInvitation, SurveyResponse
from campaigns.public.page import Visitor, page, show, unknown
from campaigns.surveys import answering, answers, branches, definitions, finding
from campaigns.surveys.definitions import Definition
from campaigns.surveys.question import YES_NO, Question
from campaigns.times import by, zone_of_contact


class Option(NamedTuple):
    """An answer to choose; `opens` are classes of the style sheet, for what it leads to."""

    word: str
    text: str
    chosen: bool
    opens: str


class Shown(NamedTuple):
    """A question with what is filled in and what was wrong with it; `place` among follow-ups."""

    question: Question
    value: str
    options: tuple[Option, ...]
    mistake: str
    place: int = 0
    if_said: str = ""


@page(links.SURVEY)
def survey(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Ask on GET, whatever stands in the address; keep on POST, and say what happens next."""
    if not visitor.about:
        return show(request, "public/survey_preview.html", {})
    invitation = finding.of_touch(visitor.contact, visitor.about)
    if invitation is None:
        return unknown(request)
    now = timezone.now()
    on = timezone.localdate(now)
    definition = definitions.read(invitation.version.definition)
    response = _response(invitation)
    if invitation.withdrawn_at or invitation.closes_on < on:
        return _closed(request, definition, response)
    if request.method != "POST":
        begun = _begun(request, definition, response)
        return _asked(request, visitor, definition, begun, {}, response)
    sent = {question.key: request.POST.getlist(question.key) for question in definition.questions}
    checked = answers.check(definition, sent)
    if checked.mistakes:
        return _asked(request, visitor, definition, _typed(sent), checked.mistakes, response, 400)
    try:
        kept = answering.answer(invitation, checked.values, on=on, now=now)
    except answering.ClosedError:
        return _closed(request, definition, response)
    return _thanks(request, visitor, definition, kept)


def _response(invitation: SurveyInvitation) -> SurveyResponse | None:
    if invitation.pk is None:
        return None
    return SurveyResponse.objects.filter(invitation=invitation).first()


def _begun(
    request: HttpRequest, definition: Definition, response: SurveyResponse | None
) -> dict[str, Any]:
    """What was answered before, else the score that was clicked in the mail."""
    found = dict(response.answers) if response else {}
    headline, clicked = definition.headline, request.GET.get("score", "")
    if headline and headline.scale and clicked in map(str, headline.scale):
        found[headline.key] = int(clicked)
    return found


def _typed(sent: dict[str, list[str]]) -> dict[str, Any]:
    """What was sent, to be shown again however wrong it was."""
    found: dict[str, Any] = {}
    for key, words in sent.items():
        if words:
            found[key] = words if len(words) > 1 else words[0]
    return found


def _asked(
    request: HttpRequest,
    visitor: Visitor,
    definition: Definition,
    begun: dict[str, Any],
    mistakes: dict[str, str],
    response: SurveyResponse | None,
    status: int = 200,
) -> HttpResponse:
    shown = [
        (
            _shown(first, following, begun, mistakes),
            [
                _shown(each, [], begun, mistakes)._replace(place=place, if_said=_if_said(each))
                for place, each in enumerate(following, start=1)
            ],
        )
        for first, following in branches.grouped(definition.questions)
    ]
    context = {
        "survey": definition,
        "shown": shown,
        "mistakes": mistakes,
        "response": response,
        "contact": visitor.contact,
    }
    return show(request, "public/survey.html", context, status=status)


def _shown(
    question: Question,
    following: list[Question],
    begun: dict[str, Any],
    mistakes: dict[str, str],
) -> Shown:
    value, chosen = _filled(begun.get(question.key))
    options = tuple(
        Option(
            word,
            word.capitalize() if question.type == YES_NO else word,
            word in chosen,
            " ".join(f"opens{n}" for n, each in enumerate(following, 1) if word in each.only_after),
        )
        for word in branches.words(question)
    )
    return Shown(question, value, options, mistakes.get(question.key, ""))


def _if_said(question: Question) -> str:
    """For browsers that show it whatever was chosen."""
    return f"Only after {', '.join(question.only_after)}."


def _filled(value: Any) -> tuple[str, tuple[str, ...]]:
    """The value as words, and all of them where several were chosen."""
    if isinstance(value, bool):
        value = "yes" if value else "no"
    several = value if isinstance(value, list) else [] if value is None else [value]
    words = tuple(map(str, several))
    return (words[0] if words else ""), words


def _closed(
    request: HttpRequest, definition: Definition, response: SurveyResponse | None
) -> HttpResponse:
    context = {"survey": definition, "response": response}
    return show(request, "public/survey_closed.html", context)


def _thanks(
    request: HttpRequest, visitor: Visitor, definition: Definition, kept: SurveyResponse
) -> HttpResponse:
    answer_by = ""
    if kept.answer_by and (kept.low or kept.wants_help):
        answer_by = by(kept.answer_by, zone_of_contact(visitor.contact))
    owner = kept.task.owner if kept.task else None
    context = {"survey": definition, "response": kept, "answer_by": answer_by, "owner": owner}
    context["help"] = links.path_for(visitor.contact, links.HELP)
    return show(request, "public/survey_thanks.html", context)
