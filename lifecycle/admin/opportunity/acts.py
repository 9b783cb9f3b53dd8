"""What a person does with one opportunity on its page: each a form and a verb."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.models import User
from lifecycle.admin.opportunity import forms
from lifecycle.models import Opportunity
from lifecycle.opportunities import taking

# Carries it out with the form's data and says what was done; a ValueError is shown at the form.
Verb = Callable[[Opportunity, dict[str, Any], User, date, datetime], str]


@dataclass(frozen=True, slots=True)
class Act:
    """A `folded` form stands behind its title; the others are buttons, or have their own place."""

    title: str
    button: str
    form: type[forms.ActForm]
    verb: Verb
    folded: bool = False
    tone: str = ""


def _pursue(one: Opportunity, data: dict, by: User, on: date, now: datetime) -> str:
    taking.pursue(one, by=by, on=on, now=now)
    return "It is pursued now."


def _win(one: Opportunity, data: dict, by: User, on: date, now: datetime) -> str:
    taking.win(one, outcome=data["outcome"], by=by, on=on, now=now)
    return "Won. It stands on the account's timeline."


def _lose(one: Opportunity, data: dict, by: User, on: date, now: datetime) -> str:
    taking.lose(one, outcome=data["outcome"], by=by, on=on, now=now)
    return "Lost, with your reason on the account's timeline."


def _snooze(one: Opportunity, data: dict, by: User, on: date, now: datetime) -> str:
    taking.snooze(one, data["until"], by=by, on=on, now=now)
    return f"Out of sight until {data['until']}."


def _wake(one: Opportunity, data: dict, by: User, on: date, now: datetime) -> str:
    taking.wake(one, by=by, now=now)
    return "Back in sight."


def _estimate(one: Opportunity, data: dict, by: User, on: date, now: datetime) -> str:
    taking.estimate(one, data["expected_arr"], by=by, now=now)
    return "Estimate kept."


def _assign(one: Opportunity, data: dict, by: User, on: date, now: datetime) -> str:
    taking.assign(one, data["owner"], by=by, now=now)
    return f"Given to {data['owner'] or 'nobody'}."


def _note(one: Opportunity, data: dict, by: User, on: date, now: datetime) -> str:
    taking.note(one, data["text"], by=by, now=now)
    return "Note kept."


def _reopen(one: Opportunity, data: dict, by: User, on: date, now: datetime) -> str:
    taking.reopen(one, by=by, on=on, now=now)
    return "Open again."


ACTS: dict[str, Act] = {
    "pursue": Act("Pursue", "Pursue", forms.ActForm, _pursue, tone="cs-primary"),
    "win": Act("Won", "Won", forms.WonForm, _win, folded=True, tone="cs-primary"),
    "lose": Act("Lost", "Lost", forms.LostForm, _lose, folded=True, tone="cs-danger"),
    "snooze": Act("Snooze", "Snooze", forms.SnoozeForm, _snooze, folded=True),
    "estimate": Act("Expected ARR", "Keep it", forms.EstimateForm, _estimate, folded=True),
    "assign": Act("Give to somebody else", "Give", forms.AssignForm, _assign, folded=True),
    "wake": Act("End the snooze", "Back in sight", forms.ActForm, _wake),
    "reopen": Act("Open again", "Open again", forms.ActForm, _reopen),
    "note": Act("Note", "Keep it", forms.NoteForm, _note),
}
