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

from accounts.admin import fields
from accounts.models import Account
from lifecycle.models import Opportunity, OpportunityKind
from lifecycle.opportunities import taking

A_MONTH = timedelta(30)


class ActForm(forms.Form):
    """Made for an opportunity, or for several, and a day.

    Ids carry the form's name, as a page holds several.
    """

    def __init__(
        self, *args: Any, on: date, opportunity: Opportunity | None = None, **kwargs: Any
    ) -> None:
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

    def clean_until(self) -> date:
        if self.cleaned_data["until"] <= self.on:
            raise forms.ValidationError(f"Choose a day after today, {self.on}.")
        return self.cleaned_data["until"]


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
        if self.opportunity:
            self.fields["expected_arr"].initial = self.opportunity.expected_arr


class AssignForm(ActForm):
    owner = fields.owner()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.opportunity:
            self.fields["owner"].initial = self.opportunity.owner_id


class NoteForm(ActForm):
    text = forms.CharField(label="Note", widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}))


class NewForm(forms.ModelForm):
    """One that a person saw; without an owner it is theirs."""

    class Meta:
        model = Opportunity
        fields = ("account", "title", "reason", "expected_arr", "owner")
        labels = {"title": "What it is", "reason": "What makes it one"}
        help_texts = {
            "title": "In a line, such as “The data team asks for 40 seats”.",
            "reason": "Who said what, and when: the next one to read it was not there.",
            "expected_arr": "What it would bring in a year, if it brings money.",
        }
        widgets = {
            "title": UnfoldAdminTextInputWidget(),
            "reason": UnfoldAdminTextareaWidget(attrs={"rows": 4}),
            "expected_arr": UnfoldAdminDecimalFieldWidget(attrs={"step": "any", "min": 0}),
            "owner": UnfoldAdminSelectWidget(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = fields.team()
        self.fields["owner"].empty_label = "Me"

    def clean_expected_arr(self) -> Any:
        arr = self.cleaned_data["expected_arr"]
        if arr is not None and arr < 0:
            raise forms.ValidationError("Expected ARR cannot be negative.")
        return arr

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        account, title = found.get("account"), found.get("title")
        if account and title:
            open_ones = account.opportunities.live().filter(kind=OpportunityKind.BY_HAND)
            if open_ones.filter(subject=taking.subject(title)).exists():
                self.add_error("title", taking.OPEN_ALREADY)
        return found


class AccountNewForm(NewForm):
    """The same on an account's page, for that account."""

    class Meta(NewForm.Meta):
        fields = ("title", "reason", "expected_arr", "owner")

    def __init__(self, *args: Any, account: Account, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
