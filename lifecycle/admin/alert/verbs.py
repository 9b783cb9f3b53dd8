"""What people do with alerts, with one or many of them: a form, words and one verb each."""

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from django import forms

from accounts.models import User
from lifecycle import record
from lifecycle.admin.alert.forms import NoteForm, SaidForm, SnoozeForm
from lifecycle.models.alert import AlertQuerySet

# Given the alerts, what the form holds, the user, the day and the moment; counts what it changed.
Does = Callable[[AlertQuerySet, dict, User, date, datetime], int]


class Verb(NamedTuple):
    """`done` stands before the number of alerts in the message."""

    title: str
    says: str
    button: str
    done: str
    form: type[forms.Form]
    does: Does


def _acknowledge(alerts, said, by, on, now) -> int:
    return record.acknowledge(alerts, by=by, now=now, note=said["note"])


def _snooze(alerts, said, by, on, now) -> int:
    return record.snooze(alerts, said["until"], by=by, on=on, now=now, note=said["note"])


def _reopen(alerts, said, by, on, now) -> int:
    return record.reopen(alerts, by=by, now=now, note=said["note"])


def _note(alerts, said, by, on, now) -> int:
    return len([record.note(alert, said["note"], by=by, now=now) for alert in alerts])


VERBS: dict[str, Verb] = {
    "acknowledge": Verb(
        "Acknowledge",
        "Marked as seen by you, for everybody. Should its condition pass and come back later, "
        "that is a new alert.",
        "Acknowledge",
        "Acknowledged",
        NoteForm,
        _acknowledge,
    ),
    "snooze": Verb(
        "Snooze",
        "Out of everybody's sight until a day, on which it comes back by itself.",
        "Snooze",
        "Snoozed",
        SnoozeForm,
        _snooze,
    ),
    "reopen": Verb(
        "Take up again",
        "Open again for those it belongs to, as if nobody had seen it.",
        "Take up again",
        "Open again",
        NoteForm,
        _reopen,
    ),
    "note": Verb("Add a note", "Kept with the alert.", "Add", "Noted", SaidForm, _note),
}
