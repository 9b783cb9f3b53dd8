"""The small forms of an account's page."""

from datetime import date, timedelta
from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.models import Account, Contact, TimelineEntry
from accounts.models.timeline import LOGGED_KINDS
from lifecycle.models import Stage

_LOGGED = [(kind.value, kind.label) for kind in LOGGED_KINDS]


def _day(**attributes: Any) -> UnfoldAdminTextInputWidget:
    widget = UnfoldAdminTextInputWidget(attrs=attributes)
    widget.input_type = "date"
    return widget


class LogForm(forms.ModelForm):
    class Meta:
        model = TimelineEntry
        fields = ("kind", "on", "contact", "title", "body")
        labels = {"on": "Day", "contact": "With", "title": "In a line", "body": "Details"}
        widgets = {
            "kind": UnfoldAdminSelectWidget(),
            "contact": UnfoldAdminSelectWidget(),
            "title": UnfoldAdminTextInputWidget(),
            "body": UnfoldAdminTextareaWidget(attrs={"rows": 5}),
        }

    def __init__(self, *args: Any, account: Account, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _LOGGED
        self.fields["on"] = forms.DateField(label="Day", initial=on, widget=_day(max=on))
        self.fields["contact"].queryset = Contact.objects.current().filter(account=account)
        self.fields["contact"].empty_label = "Nobody in particular"
        self._on = on

    def clean_on(self) -> date:
        day = self.cleaned_data["on"]
        if day > self._on:
            raise forms.ValidationError("This is still to come; log it when it has happened.")
        return day


class OverrideForm(forms.Form):
    stage = forms.ChoiceField(choices=Stage.choices, widget=UnfoldAdminSelectWidget())
    ends_on = forms.DateField(
        label="The rule decides again on", help_text="The first day without the override."
    )
    reason = forms.CharField(widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}))

    def __init__(self, *args: Any, account: Account, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].widget = _day(min=on + timedelta(1))
        self.fields["ends_on"].initial = on + timedelta(30)
        state = getattr(account, "state", None)
        self.fields["stage"].initial = state.stage if state else None


class PauseForm(forms.Form):
    until = forms.DateField(
        label="No campaign writes before",
        required=False,
        help_text="Empty: campaigns go on at once.",
    )

    def __init__(self, *args: Any, account: Account, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].widget = _day(min=on)
        self.fields["until"].initial = account.campaigns_paused_until or on + timedelta(14)
