"""Form fields in the theme's clothes, and the choices that a plan's forms offer."""

from typing import Any

from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from accounts.admin import fields
from accounts.models import Contact
from lifecycle.models import Objective, SuccessPlan


def text(**attributes: Any) -> UnfoldAdminTextInputWidget:
    return UnfoldAdminTextInputWidget(attrs=attributes)


def long_text(rows: int = 3) -> UnfoldAdminTextareaWidget:
    return UnfoldAdminTextareaWidget(attrs={"rows": rows})


def select() -> UnfoldAdminSelectWidget:
    return UnfoldAdminSelectWidget()


def several() -> UnfoldAdminCheckboxSelectMultipleWidget:
    return UnfoldAdminCheckboxSelectMultipleWidget()


def number() -> UnfoldAdminDecimalFieldWidget:
    return UnfoldAdminDecimalFieldWidget(attrs={"step": "any"})


def tick() -> UnfoldBooleanWidget:
    return UnfoldBooleanWidget()


def day(**attributes: Any) -> UnfoldAdminTextInputWidget:
    widget = UnfoldAdminTextInputWidget(attrs=attributes)
    widget.input_type = "date"
    return widget


def around(plan: SuccessPlan) -> Any:
    """Those of our team who have to do with the plan and its account."""
    account = plan.account
    keys = {account.ta_id, account.ae_id, account.ce_id, plan.owner_id, plan.sponsor_id}
    return fields.team().filter(pk__in=keys - {None})


def people(plan: SuccessPlan) -> Any:
    return Contact.objects.current().filter(account=plan.account_id)


def objectives(plan: SuccessPlan) -> Any:
    return Objective.objects.filter(plan=plan)
