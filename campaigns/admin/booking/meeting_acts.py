"""What the team does with a meeting on its page: each a form, a verb and what is said after it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from accounts.admin import fields
from accounts.models import User
from campaigns.admin.booking import times
from campaigns.booking import book, offers, settle, words
from campaigns.booking.refused import Taken
from campaigns.models import Meeting

# Carries it out and says what was done. A ValueError it raises is shown at the form.
Verb = Callable[[Meeting, dict[str, Any], User, datetime], str]


class MeetingForm(forms.Form):
    def __init__(self, *args: Any, meeting: Meeting, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting, self.user = meeting, user


class MoveForm(MeetingForm):
    """To a slot that the customer could have chosen, or to any time at all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meeting, zone = self.meeting, self.user.time_zone
        offer = offers.offer(meeting.type, meeting.account, now=timezone.now(), moving=meeting)
        self.fields["slot"] = times.field(offer, zone)
        self.fields["other"] = times.WallField(
            zone,
            label="Or any other time",
            required=False,
            help_text="Your hours and limits do not count then, other meetings do.",
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("slot") and not data.get("other") and not self.errors:
            raise forms.ValidationError("Choose a time.")
        return data


class CancelForm(MeetingForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = fields.text("Why", help_text="The customer reads it.")


class OutcomeForm(MeetingForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"] = fields.text(
            "What came of it",
            rows=4,
            initial=self.meeting.outcome,
            help_text="Write it for the customer, who is thanked with it half an hour later. It "
            "goes to the timeline, and its first line to the task.",
        )


class AbsentForm(MeetingForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"] = fields.text("What you know", initial=self.meeting.outcome)


def _move(meeting: Meeting, data: dict[str, Any], by: User, now: datetime) -> str:
    at = data["other"] or data["slot"]
    try:
        moved = book.move(meeting, at, now=now, by=by, anytime=bool(data["other"]))
    except Taken:
        raise ValueError("One of its hosts is not free at that time.") from None
    return f"Moved to {words.at(moved.starts_at, by.time_zone)}. The customer is told."


def _cancel(meeting: Meeting, data: dict[str, Any], by: User, now: datetime) -> str:
    book.cancel(meeting, now=now, by=by, reason=data["reason"])
    return "Cancelled, and the time is free again. The customer is told."


def _held(meeting: Meeting, data: dict[str, Any], by: User, now: datetime) -> str:
    settle.settle(meeting, held=True, outcome=data["outcome"], by=by, now=now)
    return "Held. It stands on the timeline as a meeting."


def _absent(meeting: Meeting, data: dict[str, Any], by: User, now: datetime) -> str:
    settle.settle(meeting, held=False, outcome=data["outcome"], by=by, now=now)
    return "Noted: nobody came."


@dataclass(frozen=True, slots=True)
class Act:
    title: str
    button: str
    form: type[MeetingForm]
    verb: Verb
    tone: str = ""


ACTS: dict[str, Act] = {
    "held": Act("It was held", "It was held", OutcomeForm, _held, "cs-primary"),
    "absent": Act("Nobody came", "Nobody came", AbsentForm, _absent),
    "move": Act("Move it", "Move it", MoveForm, _move),
    "cancel": Act("Cancel it", "Cancel the meeting", CancelForm, _cancel, "cs-danger"),
}


def offered(meeting: Meeting, *, now: datetime) -> list[str]:
    """What can be done now: it moves before its end, and is settled from its beginning on."""
    if meeting.cancelled_at:
        return []
    found = ["held", "absent"] if meeting.starts_at <= now else []
    if meeting.is_booked and meeting.ends_at > now:
        found += ["move", "cancel"]
    return found
