"""The small forms of an opportunity's page."""

from datetime import date, timedelta
from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.models import User
from lifecycle.models import Opportunity

A_MONTH = timedelta(30)


class ActForm(forms.Form):
    """Made for an opportunity and a day; ids carry the form's name, as a page holds several."""

    def __init__(self, *args: Any, opportunity: Opportunity, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"{type(self).__name__.removesuffix('Form').lower()}_%s"
        self.opportunity, self.on = opportunity, on


class WonForm(ActForm):
    outcome = forms.CharField(
        label="What was agreed", widget=UnfoldAdminTextareaWidget(attrs={"rows": 2})
    )


class LostForm(ActForm):
    outcome = forms.CharField(
        label="Why it comes to nothing", widget=UnfoldAdminTextareaWidget(attrs={"rows": 2})
    )


class SnoozeForm(ActForm):
    until = forms.DateField(label="Out of sight until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = UnfoldAdminTextInputWidget(attrs={"min": self.on + timedelta(1)})
        widget.input_type = "date"
        self.fields["until"].widget = widget
        self.fields["until"].initial = self.on + A_MONTH


class EstimateForm(ActForm):
    expected_arr = forms.DecimalField(
        label="Expected ARR",
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        widget=UnfoldAdminDecimalFieldWidget(attrs={"step": "any"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expected_arr"].initial = self.opportunity.expected_arr


class AssignForm(ActForm):
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label="To",
        required=False,
        empty_label="Nobody",
        widget=UnfoldAdminSelectWidget(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = User.objects.filter(is_active=True)
        self.fields["owner"].initial = self.opportunity.owner_id


class NoteForm(ActForm):
    text = forms.CharField(label="Note", widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}))
