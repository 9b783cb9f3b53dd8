"""Form fields of an account's pages: a day, one of its people, one of our team."""

from datetime import date
from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.models import Account, Contact, User


def day(initial: date, *, latest: date | None = None, **more: Any) -> forms.DateField:
    widget = UnfoldAdminTextInputWidget(attrs={"max": latest} if latest else {})
    widget.input_type = "date"
    return forms.DateField(initial=initial, widget=widget, **more)


def text(label: str, *, rows: int = 3, required: bool = False, **more: Any) -> forms.CharField:
    widget = UnfoldAdminTextareaWidget(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, widget=widget, **more)


def line(label: str, *, required: bool = False, most: int = 120, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        widget=UnfoldAdminTextInputWidget(),
        **more,
    )


def choice(label: str, choices: Any, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=UnfoldAdminSelectWidget(), **more)


def row(label: str, rows: Any, *, required: bool = True, empty: str = "–") -> Any:
    """One of the rows, by a drop-down list."""
    return forms.ModelChoiceField(
        rows, label=label, required=required, empty_label=empty, widget=UnfoldAdminSelectWidget()
    )


def contact(account: Account, label: str = "Who", *, required: bool = False) -> Any:
    return row(label, people(account), required=required, empty="Nobody in particular")


def contacts(account: Account, label: str, **more: Any) -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(
        people(account),
        label=label,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        **more,
    )


def people(account: Account):
    return Contact.objects.current().filter(account=account)


def team():
    """Who may be given work: everybody of the team who has not left."""
    return User.objects.filter(is_active=True)


def owner(label: str = "To", *, empty: str = "Nobody") -> Any:
    return row(label, team(), required=False, empty=empty)


def member(label: str, *, required: bool = False) -> Any:
    """Whoever of the team can log in."""
    team = User.objects.filter(is_staff=True, is_active=True)
    return row(label, team, required=required, empty="Nobody yet")
