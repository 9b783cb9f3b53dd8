"""What a person does with a help request on its page: each a form and a verb."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from campaigns.admin.help import forms
from campaigns.help import thread
from campaigns.models import HelpRequest

# Carries it out with the form's data and says what was done; a ValueError is shown at the form.
Verb = Callable[[HelpRequest, dict[str, Any], User, datetime], str]


@dataclass(frozen=True, slots=True)
class Act:
    title: str
    form: type[forms.ActForm]
    verb: Verb


def _answer(found: HelpRequest, data: dict, by: User, now: datetime) -> str:
    thread.answer(found, data["text"], by=by, now=now)
    return "Answered. The mail leaves within a minute or so."


def _solve(found: HelpRequest, data: dict, by: User, now: datetime) -> str:
    thread.answer(found, data["text"], by=by, now=now, close=True)
    return "Answered and closed. A reply opens it again."


def _close(found: HelpRequest, data: dict, by: User, now: datetime) -> str:
    thread.close(found, by=by, now=now)
    return "Closed. A reply opens it again."


def _note(found: HelpRequest, data: dict, by: User, now: datetime) -> str:
    thread.note(found, data["text"], by=by, now=now)
    return "Note kept."


def _assign(found: HelpRequest, data: dict, by: User, now: datetime) -> str:
    if not thread.assign(found, data["owner"], by=by, now=now):
        return "It was theirs already."
    return f"Given to {data['owner'] or 'nobody'}."


ACTS: dict[str, Act] = {
    "answer": Act("Answer", forms.AnswerForm, _answer),
    "solve": Act("Answer and close", forms.AnswerForm, _solve),
    "close": Act("Close", forms.ActForm, _close),
    "note": Act("Note", forms.NoteForm, _note),
    "assign": Act("Give to somebody else", forms.AssignForm, _assign),
}
