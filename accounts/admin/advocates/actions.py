"""What people do about an account's champions and advocates."""

from typing import Any

from django import forms
from django.urls import reverse

from accounts import advocates
from accounts.admin import fields
from accounts.admin.actions import Action, register
from accounts.admin.knowledge.forms import AccountForm
from accounts.models import Account, Advocacy, Instrument

SLUG = "advocates"
GONE = "That is not there any more; open the page again."


def page(account: Account) -> str:
    return reverse("admin:accounts_account_tab", args=[account.pk, SLUG])


def _yes(label: str, **more: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, **more)


class TestForm(AccountForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"] = fields.row("Who", fields.people(self.account), empty="Choose one")
        self.fields["power"] = _yes("Has power and influence")
        self.fields["sells"] = _yes("Sells for us without being asked")
        self.fields["shares"] = _yes("Sees our success as their own")
        self.fields["note"] = fields.text("What shows it")


class NameForm(AccountForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"] = fields.row("Who", fields.people(self.account), empty="Choose one")
        self.fields["since"] = fields.day(self.on, latest=self.on, label="Since")
        self.fields["reference"] = _yes("May be named to others as a reference")
        self.fields["consent"] = fields.text(
            "What they agreed to", help_text="For a reference: who said it, when, and for what."
        )
        self.fields["note"] = fields.text("Note")
        asked = str(self.initial.get("contact", ""))
        present = (
            asked.isdigit()
            and Advocacy.objects.filter(
                contact=asked, contact__account=self.account, until=None
            ).first()
        )
        if present:
            kept = ("since", "reference", "consent", "note")
            self.initial |= {name: getattr(present, name) for name in kept}


class AdvocacyForm(AccountForm):
    """About one advocate of the account."""

    advocacy = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = str((self.data if self.is_bound else self.initial).get("advocacy", ""))
        mine = Advocacy.objects.filter(contact__account=self.account).select_related(
            "contact__account"
        )
        self.row = mine.filter(pk=asked).first() if asked.isdigit() else None


class EndForm(AdvocacyForm):
    why = fields.text("Why", required=True)


class AskForm(AdvocacyForm):
    kind = fields.choice("What", Instrument.Kind.choices)
    status = fields.choice("How far", Instrument.Status.choices)
    note = fields.line("Note", most=200)


def _test(request, account, form, on, now) -> str:
    data = dict(form.cleaned_data)
    found = advocates.test(data.pop("contact"), **data, by=request.user, on=on, now=now)
    return f"Tested: {found}."


def _name(request, account, form, on, now) -> str:
    data = dict(form.cleaned_data)
    found = advocates.name(data.pop("contact"), **data, by=request.user, on=on, now=now)
    return f"Advocate: {found}."


def _end(request, account, form, on, now) -> str:
    advocates.end(_row(form), why=form.cleaned_data["why"], by=request.user, on=on, now=now)
    return f"No advocate any more: {form.row}."


def _ask(request, account, form, on, now) -> str:
    data = form.cleaned_data
    found = advocates.ask(
        _row(form), data["kind"], data["status"], note=data["note"], by=request.user, on=on, now=now
    )
    return f"Kept: {found}."


def _row(form: AdvocacyForm) -> Advocacy:
    if form.row is None:
        raise ValueError(GONE)
    return form.row


_TEST, _ADD, _CHANGE = (
    "accounts.add_championtest",
    "accounts.add_advocacy",
    "accounts.change_advocacy",
)
# Slug, title, what the page says, the button, the permission, the form, the verb and the menu.
_ACTIONS = (
    ("test-champion", "Test a champion", "All three must hold, or they are no champion yet. Each "
     "test stays; the newest counts, and the role of the contact follows it.", "Keep the test",
     _TEST, TestForm, _test, "Test a champion"),
    ("name-advocate", "Advocate", "Somebody who speaks up for us among their own and elsewhere.",
     "Keep it", _ADD, NameForm, _name, "Name an advocate"),
    ("end-advocacy", "No advocate any more", "What they did for us stays.", "End it", _CHANGE,
     EndForm, _end, ""),
    ("ask-advocate", "What they do for us", "Each step of it goes to the timeline.", "Keep it",
     _CHANGE, AskForm, _ask, ""),
)  # fmt: skip

for slug, title, says, button, permission, form, verb, menu in _ACTIONS:
    register(
        slug,
        Action(title, says, button, permission, form, verb, menu=menu, order=44, after=page),
    )
