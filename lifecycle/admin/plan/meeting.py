"""The forms of a sync and of a plan's end."""

from datetime import date, timedelta
from typing import Any

from django import forms

from lifecycle.admin.plan import inputs
from lifecycle.gather import Programmes
from lifecycle.models import SuccessPlan
from lifecycle.plans import due, freeze


class SyncForm(forms.Form):
    held_on = forms.DateField(label="Held on", widget=inputs.day())
    theirs = forms.ModelMultipleChoiceField(
        queryset=None, required=False, label="From the customer", widget=inputs.several()
    )
    ours = forms.ModelMultipleChoiceField(
        queryset=None, required=False, label="From our team", widget=inputs.several()
    )
    others = forms.CharField(
        label="And others", required=False, max_length=200, widget=inputs.text(),
        help_text="Names, with commas between them.",
    )  # fmt: skip
    notes = forms.CharField(required=False, widget=inputs.long_text(5))
    decisions = forms.CharField(
        label="What was decided", required=False, widget=inputs.long_text(4)
    )
    next_sync_on = forms.DateField(
        label="Next sync", required=False, widget=inputs.day(),
        help_text="Empty: by the programme's rhythm.",
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, plan: SuccessPlan, on: date, part: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theirs"].queryset = inputs.people(plan)
        self.fields["ours"].queryset = inputs.around(plan)
        self.fields["held_on"].widget.attrs["max"] = on.isoformat()
        self.initial = {
            "held_on": on,
            "ours": [plan.owner_id] if plan.owner_id else [],
            "next_sync_on": _proposed(plan, on),
            "seen": freeze.newest(plan),
            **self.initial,
        }

    def attendees(self) -> list[str]:
        data = self.cleaned_data
        named = (name.strip() for name in data["others"].split(","))
        return [*map(str, data["theirs"]), *map(str, data["ours"]), *filter(None, named)]


def _proposed(plan: SuccessPlan, on: date) -> date | None:
    """By the programme's rhythm from today, and not on a weekend."""
    days = due.rhythm(plan.account, Programmes.load())
    if not days:
        return None
    day = on + timedelta(days)
    return day - timedelta(max(day.weekday() - 4, 0))


class ArchiveForm(forms.Form):
    because = forms.CharField(label="Why it ends", max_length=200, widget=inputs.text())
    following = forms.BooleanField(
        label="Begin the next plan", required=False, initial=True, widget=inputs.tick()
    )
    title = forms.CharField(
        label="Title of the next", required=False, max_length=120, widget=inputs.text()
    )
    north_star = forms.CharField(
        label="North star of the next", required=False, widget=inputs.long_text()
    )
    with_open = forms.BooleanField(
        label="Carry over what is open", required=False, initial=True, widget=inputs.tick(),
        help_text="Open objectives with their readings, open actions and asks, and the people. "
        "Otherwise our side's open tasks are dropped.",
    )  # fmt: skip

    def __init__(self, *args: Any, plan: SuccessPlan, on: date, part: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            "title": f"Success plan {on.year}",
            "north_star": plan.north_star,
            **self.initial,
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in ("title", "north_star"):
            if data.get("following") and not data.get(name):
                self.add_error(name, "The next plan needs it.")
        return data
