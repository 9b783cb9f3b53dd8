"""What people do on an account's Knowledge page, each one verb of accounts.knowledge."""

from typing import Any

from django.urls import reverse

from accounts.admin.actions import Action, register
from accounts.admin.knowledge import forms
from accounts.knowledge import channels, notes, use_cases, value
from accounts.models import Account, Area

SLUG = "knowledge"


def page(account: Account) -> str:
    return reverse("admin:accounts_account_tab", args=[account.pk, SLUG])


def _row(form: forms.AccountForm, *, needed: bool = False) -> Any:
    """The row the form is about; none for a new one."""
    if form.row is None and (needed or form.cleaned_data.get(form.key)):
        raise ValueError("That is not there any more; open the page again.")
    return form.row


def _write(request, account, form, on, now) -> str:
    data = form.cleaned_data
    notes.write(account, **data, by=request.user, on=on, now=now)
    return f"Kept: {Area(data['area']).label.lower()}."


def _still_true(request, account, form, on, now) -> str:
    area = form.cleaned_data["area"]
    if not notes.still_true(account, area, by=request.user, on=on):
        raise ValueError("There is no text yet that could still be true.")
    return f"{Area(area).label}: still true."


def _expect(request, account, form, on, now) -> str:
    data = form.cleaned_data
    driver = value.expect(
        account,
        _row(form),
        title=data["title"],
        expected=data["expected"],
        figure=data["expected_figure"],
        unit=data["unit"],
        owner=data["owner"],
        by=request.user,
        on=on,
        now=now,
    )
    return f"Value driver kept: {driver}."


def _achieve(request, account, form, on, now) -> str:
    data = form.cleaned_data
    driver = _row(form, needed=True)
    value.achieve(
        driver,
        status=data["status"],
        achieved=data["achieved"],
        figure=data["achieved_figure"],
        as_of=data["achieved_on"],
        by=request.user,
        on=on,
        now=now,
    )
    return f"Kept what {driver} achieved."


def _use_case(request, account, form, on, now) -> str:
    data = {name: found for name, found in form.cleaned_data.items() if name != form.key}
    found = use_cases.write(account, _row(form), **data, by=request.user, on=on, now=now)
    return f"Use case kept: {found}."


def _channel(request, account, form, on, now) -> str:
    data = {name: found for name, found in form.cleaned_data.items() if name != form.key}
    found = channels.write(account, _row(form), **data, by=request.user, on=on, now=now)
    return f"Channel kept: {found}."


def _close_channel(request, account, form, on, now) -> str:
    channel = _row(form, needed=True)
    channels.archive(channel, by=request.user, on=on, now=now)
    return f"Closed: {channel}."


def _level(request, account, form, on, now) -> str:
    channels.set_level(account, form.cleaned_data["level"], by=request.user, on=on, now=now)
    return f"Support level: {account.get_support_level_display() or 'unknown'}."


_NOTE, _VALUE = "accounts.change_knowledgenote", "accounts.change_valuedriver"
_USE, _SUPPORT = "accounts.change_usecase", "accounts.change_supportchannel"
# Slug, title, what the page says, the button, the permission, the form and the verb.
_ACTIONS = (
    ("knowledge-write", "Write what you know", "The text before stays among the versions.",
     "Keep it", _NOTE, forms.NoteForm, _write),
    ("knowledge-still-true", "Still true", "The text stays as it is and counts as gone through "
     "today.", "It is still true", _NOTE, forms.AreaForm, _still_true),
    ("value-driver", "Value driver", "What the customer expects of us. An expectation that "
     "changes keeps the one before in its history.", "Keep it", _VALUE, forms.DriverForm, _expect),
    ("value-achieved", "What was achieved", "Each reading stays in the history of the driver.",
     "Keep it", _VALUE, forms.AchievedForm, _achieve),
    ("use-case", "Use case", "What they use the product for, and which features serve it. A "
     "feature that is needed and never used becomes an opportunity.", "Keep it", _USE,
     forms.UseCaseForm, _use_case),
    ("channel", "Channel", "How they and we reach each other.", "Keep it", _SUPPORT,
     forms.ChannelForm, _channel),
    ("channel-close", "Close the channel", "It leaves the page; that it was there stays in the "
     "timeline.", "Close it", _SUPPORT, forms.ClosedChannelForm, _close_channel),
    ("support-level", "Support level", "What was sold, and with it how soon support answers.",
     "Keep it", _SUPPORT, forms.LevelForm, _level),
)  # fmt: skip

for slug, title, says, button, permission, form, verb in _ACTIONS:
    register(slug, Action(title, says, button, permission, form, verb, after=page))
