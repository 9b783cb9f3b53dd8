"""What people do about an account's feedback: report a gap, correct it, tell, note an opinion."""

from typing import Any

from django import forms
from django.urls import reverse

from accounts import gaps
from accounts.admin import fields
from accounts.admin.actions import Action, register
from accounts.admin.knowledge.forms import AccountForm
from accounts.models import Account, FeedbackSource, GapReport, GapStatus, ProductGap, Severity

SLUG = "feedback"
GONE = "That is not there any more; open the page again."


def page(account: Account) -> str:
    return reverse("admin:accounts_account_tab", args=[account.pk, SLUG])


class ReportForm(AccountForm):
    """A gap that is known, or the title of a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = ProductGap.objects.exclude(status=GapStatus.DONE).exclude(
            reports__account=self.account
        )
        self.fields["gap"] = fields.row("Known gap", known, required=False, empty="A new one")
        self.fields["title"] = fields.line("New gap", help_text="What is missing, in a line.")
        self.fields["area"] = fields.line("Product area", most=60)
        self.fields["severity"] = fields.choice("Severity", Severity.choices)
        self.fields["contact"] = fields.contact(self.account, "Who said it")
        self.fields["impact"] = fields.text("Impact", help_text="What it costs them, in numbers.")
        self.fields["workaround"] = fields.text("Workaround", rows=2)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if bool(data.get("gap")) == bool(data.get("title")):
            raise forms.ValidationError("Choose a known gap, or give a new one its title.")
        return data


class OneReportForm(AccountForm):
    subject, key = GapReport, "report"
    report = forms.IntegerField(widget=forms.HiddenInput())


class ChangeForm(OneReportForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["severity"] = fields.choice("Severity", Severity.choices)
        self.fields["impact"] = fields.text("Impact")
        self.fields["workaround"] = fields.text("Workaround", rows=2)
        if self.row:
            self.initial = {**self.shown(self.row), **self.initial}


class OpinionForm(AccountForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = fields.text("What they think", rows=5, required=True)
        self.fields["source"] = fields.choice("From", FeedbackSource.choices)
        self.fields["day"] = fields.day(self.on, latest=self.on, label="Day")
        self.fields["contact"] = fields.contact(self.account, "Who said it")
        self.fields["area"] = fields.line("Product area", most=60)


def _report(request, account, form, on, now) -> str:
    data = dict(form.cleaned_data)
    gap, title, area = data.pop("gap"), data.pop("title"), data.pop("area")
    if gap is None:
        gap = ProductGap.objects.create(
            title=title, area=area, created_by=request.user, created_at=now
        )
    found = gaps.report(account, gap, **data, by=request.user, on=on, now=now)
    return f"Reported: {found.gap}."


def _change(request, account, form, on, now) -> str:
    data = {name: value for name, value in form.cleaned_data.items() if name != "report"}
    gaps.change(_row(form), **data, by=request.user, on=on, now=now)
    return f"Kept: {form.row.gap}."


def _told(request, account, form, on, now) -> str:
    gaps.tell(_row(form), by=request.user, on=on, now=now)
    return f"Told about “{form.row.gap}”."


def _opinion(request, account, form, on, now) -> str:
    data = dict(form.cleaned_data)
    gaps.opinion(account, data.pop("text"), **data, by=request.user, on=on, now=now)
    return "Feedback noted."


def _row(form: OneReportForm) -> GapReport:
    if form.row is None:
        raise ValueError(GONE)
    return form.row


# Slug, title, what the page says, the button, the permission, the form, the verb and the menu.
_ACTIONS = (
    ("report-gap", "Report a product gap", "A specific request. Product sees who needs it, how "
     "badly, and what it is worth.", "Report it", "accounts.add_gapreport", ReportForm, _report,
     "Report a product gap"),
    ("feedback", "Note feedback", "An opinion, without a request.", "Note it",
     "accounts.add_feedback", OpinionForm, _opinion, "Note feedback"),
    ("change-gap-report", "Correct the report", "A severity that changes is told in the timeline.",
     "Keep it", "accounts.change_gapreport", ChangeForm, _change, ""),
    ("told-gap", "They know that it is there", "You asked, we shipped: they were told today.",
     "They were told", "accounts.change_gapreport", OneReportForm, _told, ""),
)  # fmt: skip

for slug, title, says, button, permission, form, verb, menu in _ACTIONS:
    register(
        slug,
        Action(title, says, button, permission, form, verb, menu=menu, order=42, after=page),
    )
