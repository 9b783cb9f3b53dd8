"""Form fields in the theme's clothes, and the choices that a plan's forms offer."""

from typing import Any

from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from accounts.models import Contact, User
from lifecycle.models import Objective, SuccessPlan


def text(**attributes: Any) -> UnfoldAdminTextInputWidget:
    return UnfoldAdminTextInputWidget(attrs=attributes)


def long_text(rows: int = 3) -> UnfoldAdminTextareaWidget:
    return UnfoldAdminTextareaWidget(attrs={"rows": rows})


def select() -> UnfoldAdminSelectWidget:
    return UnfoldAdminSelectWidget()


def several() -> UnfoldAdminSelectMultipleWidget:
    return UnfoldAdminSelectMultipleWidget(attrs={"size": 6})


def number() -> UnfoldAdminDecimalFieldWidget:
    return UnfoldAdminDecimalFieldWidget(attrs={"step": "any"})


def tick() -> UnfoldBooleanWidget:
    return UnfoldBooleanWidget()


def day(**attributes: Any) -> UnfoldAdminTextInputWidget:
    widget = UnfoldAdminTextInputWidget(attrs=attributes)
    widget.input_type = "date"
    return widget


def team() -> Any:
    return User.objects.filter(is_active=True)


def people(plan: SuccessPlan) -> Any:
    return Contact.objects.current().filter(account=plan.account_id)


def objectives(plan: SuccessPlan) -> Any:
    return Objective.objects.filter(plan=plan)
