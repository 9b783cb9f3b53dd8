"""The small forms of a task's page and of what is done to several tasks at once."""

from datetime import date, timedelta
from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.admin import fields
from accounts.models import Account, TeamRole
from lifecycle.models import Task

A_WEEK = timedelta(7)


def _day(**attributes: Any) -> UnfoldAdminTextInputWidget:
    widget = UnfoldAdminTextInputWidget(attrs=attributes)
    widget.input_type = "date"
    return widget


def _line(**attributes: Any) -> UnfoldAdminTextInputWidget:
    return UnfoldAdminTextInputWidget(attrs=attributes)


class TaskActForm(forms.Form):
    """Made for a day; ids carry the form's name, since a page holds several of them."""

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"{type(self).__name__.removesuffix('Form').lower()}_%s"
        self.on = on


class FinishForm(TaskActForm):
    outcome = forms.CharField(
        label="What came of it", max_length=200, required=False, widget=_line()
    )


class DropForm(TaskActForm):
    outcome = forms.CharField(label="Why it is not to be done", max_length=200, widget=_line())


class SnoozeForm(TaskActForm):
    until = forms.DateField(label="Out of sight until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].widget = _day(min=self.on + timedelta(1))
        self.fields["until"].initial = self.on + A_WEEK

    def clean_until(self) -> date:
        if self.cleaned_data["until"] <= self.on:
            raise forms.ValidationError(f"Choose a day after today, {self.on}.")
        return self.cleaned_data["until"]


class MoveForm(TaskActForm):
    due_on = forms.DateField(label="Due", widget=_day())
    why = forms.CharField(label="Why", max_length=150, required=False, widget=_line())


class ReassignForm(TaskActForm):
    owner = fields.owner(empty="Nobody: it waits for somebody to take it")


class CommentForm(TaskActForm):
    text = forms.CharField(label="Comment", widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}))


class TickForm(TaskActForm):
    place = forms.IntegerField(min_value=0)


class NewTaskForm(forms.ModelForm):
    """A task by hand; without an owner it goes to whoever holds the role."""

    points = forms.CharField(
        label="Checklist",
        required=False,
        help_text="One point a line.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
    )

    class Meta:
        model = Task
        fields = ("account", "title", "due_on", "owner_role", "owner", "instructions")
        labels = {"owner_role": "For the", "due_on": "Due", "title": "What is to be done"}
        help_texts = {"owner": "Empty: whoever holds the role on the account."}
        widgets = {
            "title": UnfoldAdminTextInputWidget(),
            "due_on": _day(),
            "owner_role": UnfoldAdminSelectWidget(),
            "owner": UnfoldAdminSelectWidget(),
            "instructions": UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        }

    def clean_points(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["points"].splitlines() if line.strip()]


class AccountTaskForm(NewTaskForm):
    """The same on an account's page, for that account and by default for a week from now."""

    class Meta(NewTaskForm.Meta):
        fields = ("title", "due_on", "owner_role", "owner", "instructions")

    def __init__(self, *args: Any, account: Account, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = on + A_WEEK
        self.fields["owner_role"].initial = TeamRole.TECHNICAL_ADVISOR
        self.fields["owner"].queryset = fields.team()
        self.fields["owner"].empty_label = "Whoever holds the role"
