"""What people do about an account's trainings: plan one, note that it was held, cancel it."""

from typing import Any

from django import forms
from django.urls import reverse

from accounts import trainings
from accounts.admin import fields
from accounts.admin.actions import Action, register
from accounts.admin.knowledge.forms import AccountForm
from accounts.models import Account, Training, TrainingSession

SLUG = "trainings"
GONE = "That is not there any more; open the page again."


def page(account: Account) -> str:
    return reverse("admin:accounts_account_tab", args=[account.pk, SLUG])


class PlanForm(AccountForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Training.objects.filter(active=True)
        self.fields["training"] = fields.row("Training", offered, empty="Choose one")
        self.fields["day"] = fields.day(self.on, label="Day")
        self.fields["host"] = fields.member("Host")
        self.fields["host"].initial = self.account.ta_id
        self.fields["invited"] = fields.contacts(self.account, "Invited")
        self.fields["notes"] = fields.text("Notes")


class SessionForm(AccountForm):
    subject, key = TrainingSession, "session"
    session = forms.IntegerField(widget=forms.HiddenInput())


class HoldForm(SessionForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.row
        day = min(held.on, self.on) if held else self.on
        self.fields["day"] = fields.day(day, latest=self.on, label="Held on")
        self.fields["attended"] = fields.contacts(self.account, "Took part")
        self.fields["others"] = forms.IntegerField(
            label="Others", min_value=0, initial=0, help_text="Whom we do not know by name."
        )
        self.fields["others"].widget.attrs["class"] = "cs-number"
        self.fields["notes"] = fields.text("Notes")
        self.fields["materials"] = fields.text(
            "Materials", help_text="What was used beyond the catalogue's: links, one a line."
        )
        if held:
            there = held.attendances.exclude(attended=False).values_list("contact_id", flat=True)
            self.initial["attended"] = list(there)


class CancelForm(SessionForm):
    why = fields.text("Why", required=True)


def _plan(request, account, form, on, now) -> str:
    session = trainings.plan(account, **form.cleaned_data, now=now)
    return f"Planned: {session}."


def _hold(request, account, form, on, now) -> str:
    data = {name: value for name, value in form.cleaned_data.items() if name != "session"}
    session = trainings.hold(_row(form), **data, by=request.user, on=on, now=now)
    return f"Held: {session}."


def _cancel(request, account, form, on, now) -> str:
    session = _row(form)
    trainings.cancel(session, why=form.cleaned_data["why"])
    return f"Cancelled: {session}."


def _row(form: SessionForm) -> TrainingSession:
    if form.row is None:
        raise ValueError(GONE)
    return form.row


_ADD, _CHANGE = "accounts.add_trainingsession", "accounts.change_trainingsession"

register(
    "plan-training",
    Action(
        "Plan a training",
        "Whoever is invited can be ticked off when it was held.",
        "Plan it",
        _ADD,
        PlanForm,
        _plan,
        menu="Plan a training",
        order=40,
        after=page,
    ),
)
register(
    "hold-training",
    Action(
        "The training was held",
        "It goes to the timeline as a meeting, which counts as activity for the health score.",
        "Keep it",
        _CHANGE,
        HoldForm,
        _hold,
        after=page,
    ),
)
register(
    "cancel-training",
    Action(
        "Cancel the training",
        "It stays on the page as cancelled.",
        "Cancel the training",
        _CHANGE,
        CancelForm,
        _cancel,
        after=page,
    ),
)
