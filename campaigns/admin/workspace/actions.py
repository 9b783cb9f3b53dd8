"""What people do on an account's page: each a form, a permission and one verb."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.http import HttpRequest

from accounts import removal
from accounts.models import Account
from campaigns.admin.workspace.forms import LogForm, OverrideForm, PauseForm, SureForm
from lifecycle import record
from lifecycle.models import Alert, Stage, StageOverride

# Carries the action out and says what was done, for the message and the history.
Verb = Callable[[HttpRequest, Account, forms.Form, date, datetime], str]


@dataclass(frozen=True, slots=True)
class Action:
    title: str
    says: str
    button: str
    permission: str
    form: type[forms.BaseForm]
    verb: Verb


def _log(request, account, form, on, now) -> str:
    entry = form.save(commit=False)
    entry.account, entry.author, entry.created_at = account, request.user, now
    entry.save()
    return f"Logged: {entry.get_kind_display().lower()} “{entry.title}”."


def _override(request, account, form, on, now) -> str:
    data = form.cleaned_data
    record.override(
        account,
        data["stage"],
        ends_on=data["ends_on"],
        reason=data["reason"],
        owner=request.user,
        on=on,
        now=now,
    )
    return f"Stage set to {Stage(data['stage']).label} until {data['ends_on']}."


def _end_override(request, account, form, on, now) -> str:
    in_force = StageOverride.objects.filter(account=account, starts_on__lte=on, ends_on__gt=on)
    ended = [record.end_override(found, on=on) for found in in_force]
    return "The rule decides again from the next day on." if any(ended) else "Nothing to end."


def _pause(request, account, form, on, now) -> str:
    account.campaigns_paused_until = form.cleaned_data["until"]
    account.save(update_fields=["campaigns_paused_until"])
    until = account.campaigns_paused_until
    return f"Campaigns paused until {until}." if until else "Campaigns go on."


def _acknowledge(request, account, form, on, now) -> str:
    count = record.acknowledge(Alert.objects.filter(account=account), by=request.user, now=now)
    return f"Alerts acknowledged: {count}."


def _remove(request, account, form, on, now) -> str:
    removal.remove(account, now=now)
    return f"{account} was removed from the book."


ACTIONS: Mapping[str, Action] = {
    "log": Action(
        "Log a note or a call",
        "Calls, meetings and mails count as activity for the health score; notes do not.",
        "Log it",
        "accounts.add_timelineentry",
        LogForm,
        _log,
    ),
    "override": Action(
        "Override the stage",
        "Campaigns follow your stage until its end. The rule goes on deciding beside it.",
        "Override",
        "lifecycle.add_stageoverride",
        OverrideForm,
        _override,
    ),
    "end-override": Action(
        "End the override",
        "The rule's own stage takes over with the next day decided.",
        "End it",
        "lifecycle.change_stageoverride",
        SureForm,
        _end_override,
    ),
    "pause": Action(
        "Pause campaigns",
        "Mails that fall due meanwhile wait; those whose window closes first are skipped.",
        "Save",
        "accounts.change_account",
        PauseForm,
        _pause,
    ),
    "acknowledge": Action(
        "Acknowledge the alerts",
        "All open alerts of this account are marked as seen by you.",
        "Acknowledge",
        "lifecycle.change_alert",
        SureForm,
        _acknowledge,
    ),
    "remove": Action(
        "Remove the account",
        "It leaves the book and gets no more mails. Everything recorded stays, and operations "
        "can bring it back.",
        "Remove it",
        "accounts.delete_account",
        SureForm,
        _remove,
    ),
}
