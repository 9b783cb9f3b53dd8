"""Fields in the theme's look, for the small forms of renewals and cases."""

from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.models import Product, User


def day(label: str, **options: Any) -> forms.DateField:
    widget = UnfoldAdminTextInputWidget()
    widget.input_type = "date"
    return forms.DateField(label=label, widget=widget, **options)


def line(label: str, **options: Any) -> forms.CharField:
    options.setdefault("max_length", 120)
    return forms.CharField(label=label, widget=UnfoldAdminTextInputWidget(), **options)


def text(label: str, rows: int = 3, **options: Any) -> forms.CharField:
    widget = UnfoldAdminTextareaWidget(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, **options)


def _number(**attributes: Any) -> UnfoldAdminTextInputWidget:
    widget = UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal", **attributes})
    widget.input_type = "number"
    return widget


def whole(label: str, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=10_000_000, widget=_number(step=1), **options
    )


def money(label: str, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        widget=_number(step="0.01"),
        **options,
    )


def amount(label: str, **options: Any) -> forms.DecimalField:
    """A measure of any kind, which may be negative."""
    return forms.DecimalField(
        label=label, max_digits=12, decimal_places=2, widget=_number(step="0.01"), **options
    )


def choice(label: str, choices: Any, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, widget=UnfoldAdminSelectWidget(), **options
    )


def products(label: str = "Products") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=Product.choices, widget=forms.CheckboxSelectMultiple()
    )


class MemberField(forms.ModelChoiceField):
    """Somebody of the team who still works here."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(
            User.objects.filter(is_active=True, is_staff=True),
            label=label,
            widget=UnfoldAdminSelectWidget(),
            **options,
        )
