"""The forms of the builder."""

from datetime import date
from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from accounts.admin import fields
from accounts.models import Account, Contact, User
from lifecycle.models import BusinessReview, ReviewSection, ReviewSide, ReviewValue
from lifecycle.reviews import nearness


def day_input(**attributes: Any) -> UnfoldAdminTextInputWidget:
    widget = UnfoldAdminTextInputWidget(attrs=attributes)
    widget.input_type = "date"
    return widget


class BeginForm(forms.Form):
    """What a new review is called, and what it looks at."""

    title = forms.CharField(max_length=120, widget=UnfoldAdminTextInputWidget())
    first = forms.DateField(label="Looks at the time from", widget=day_input())
    last = forms.DateField(
        label="until", widget=day_input(), help_text="Figures are frozen for these days."
    )
    planned_on = forms.DateField(label="Planned for", required=False, widget=day_input())

    def __init__(self, *args: Any, account: Account, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            first, last = nearness.period(account, on=on)
            self.initial |= {
                "title": f"Business review, {last:%B %Y}",
                "first": first,
                "last": last,
                "planned_on": nearness.due_on(account) or "",
            }
        self.fields["last"].widget.attrs["max"] = on
        self._on = on

    def clean_last(self) -> date:
        last = self.cleaned_data["last"]
        if last >= self._on:
            raise forms.ValidationError("Figures are known up to yesterday.")
        return last

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", "The period ends before it begins.")
        return data


class DetailsForm(BeginForm):
    """The same for a review that there is already, with its owner."""

    owner = fields.owner("Owner")

    def __init__(self, *args: Any, review: BusinessReview, on: date, **kwargs: Any) -> None:
        super().__init__(*args, account=review.account, on=on, **kwargs)
        self.initial |= {
            "title": review.title,
            "first": review.from_on,
            "last": review.until_on,
            "planned_on": review.planned_on,
            "owner": review.owner_id,
        }


class SectionForm(forms.ModelForm):
    seen = forms.CharField(widget=forms.HiddenInput())

    class Meta:
        model = ReviewSection
        fields = ("title", "body", "included", "internal_note")
        labels = {"body": "Text", "included": "Part of the review", "internal_note": "Note for us"}
        widgets = {
            "title": UnfoldAdminTextInputWidget(),
            "body": UnfoldAdminTextareaWidget(attrs={"rows": 12, "class": "cs-code"}),
            "included": UnfoldBooleanSwitchWidget(),
            "internal_note": UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        }


class AttendeeForm(forms.Form):
    """Somebody of the team, a contact, or a name typed in: one of the three."""

    user = forms.ModelChoiceField(
        queryset=User.objects.none(),
        required=False,
        label="From our team",
        widget=UnfoldAdminSelectWidget(),
    )
    contact = forms.ModelChoiceField(
        queryset=Contact.objects.none(),
        required=False,
        label="Contact of the customer",
        widget=UnfoldAdminSelectWidget(),
    )
    name = forms.CharField(
        max_length=150,
        required=False,
        label="Somebody else",
        widget=UnfoldAdminTextInputWidget(),
    )
    title = forms.CharField(
        max_length=120,
        required=False,
        label="Role or title",
        widget=UnfoldAdminTextInputWidget(),
        help_text="Left empty, a contact's or team member's own title is taken.",
    )
    side = forms.ChoiceField(
        choices=ReviewSide.choices,
        initial=ReviewSide.CUSTOMER,
        label="Somebody else is on",
        widget=UnfoldAdminSelectWidget(),
    )

    def __init__(self, *args: Any, review: BusinessReview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = review.attendees.all()
        users = fields.team().exclude(pk__in=here.exclude(user=None).values("user"))
        people = Contact.objects.current().filter(account=review.account)
        self.fields["user"].queryset = users
        self.fields["contact"].queryset = people.exclude(
            pk__in=here.exclude(contact=None).values("contact")
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        named = [data.get("user"), data.get("contact"), (data.get("name") or "").strip()]
        if sum(map(bool, named)) != 1:
            raise forms.ValidationError("Choose one person, or write one name.")
        return data


ValueFormSet = forms.inlineformset_factory(
    BusinessReview,
    ReviewValue,
    fields=("use_case", "expected", "achieved", "maturity"),
    widgets={
        "use_case": UnfoldAdminTextInputWidget(),
        "expected": UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        "achieved": UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        "maturity": UnfoldAdminSelectWidget(),
    },
    extra=2,
    can_delete=True,
    can_delete_extra=False,
)


class HeldForm(forms.Form):
    held_on = forms.DateField(label="Held on", widget=day_input())

    def __init__(self, *args: Any, review: BusinessReview, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        planned = review.planned_on if review.planned_on and review.planned_on <= on else on
        self.fields["held_on"].initial = review.held_on or planned
        self.fields["held_on"].widget.attrs["max"] = on


class SignForm(forms.Form):
    name = forms.CharField(max_length=150, widget=UnfoldAdminTextInputWidget())
    title = forms.CharField(
        max_length=120,
        required=False,
        label="Role or title",
        widget=UnfoldAdminTextInputWidget(),
    )
    signed_on = forms.DateField(label="Signed on", widget=day_input())

    def __init__(self, *args: Any, review: BusinessReview, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signed_on"].initial = on
        self.fields["signed_on"].widget.attrs |= {"min": review.held_on, "max": on}


class WhyForm(forms.Form):
    why = forms.CharField(
        max_length=200, label="What has to be corrected", widget=UnfoldAdminTextInputWidget()
    )

    def __init__(self, *args: Any, review: BusinessReview, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class SureForm(forms.Form):
    """Nothing to fill in: the page says what will happen."""

    def __init__(self, *args: Any, review: BusinessReview, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
