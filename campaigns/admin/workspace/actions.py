"""What people do on an account's page about its stage, its mails and its timeline."""

from django.urls import reverse

from accounts import removal
from accounts.admin.actions import Action, SureForm, register
from campaigns.admin.workspace.forms import LogForm, OverrideForm, PauseForm
from lifecycle import record
from lifecycle.models import Alert, Stage, StageOverride


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


def _to_the_list(account) -> str:
    return reverse("admin:accounts_account_changelist")


register(
    "log",
    Action(
        "Log a note or a call",
        "Calls, meetings and mails count as activity for the health score; notes do not.",
        "Log it",
        "accounts.add_timelineentry",
        LogForm,
        _log,
        menu="Log a note or call",
        order=0,
        tone="cs-primary",
    ),
)
register(
    "override",
    Action(
        "Override the stage",
        "Campaigns follow your stage until its end. The rule goes on deciding beside it.",
        "Override",
        "lifecycle.add_stageoverride",
        OverrideForm,
        _override,
        menu="Override stage",
        order=60,
    ),
)
register(
    "end-override",
    Action(
        "End the override",
        "The rule's own stage takes over with the next day decided.",
        "End it",
        "lifecycle.change_stageoverride",
        SureForm,
        _end_override,
    ),
)
register(
    "pause",
    Action(
        "Pause campaigns",
        "Mails that fall due meanwhile wait; those whose window closes first are skipped.",
        "Save",
        "accounts.change_account",
        PauseForm,
        _pause,
        menu="Pause campaigns",
        order=61,
    ),
)
register(
    "acknowledge",
    Action(
        "Acknowledge the alerts",
        "All open alerts of this account are marked as seen by you.",
        "Acknowledge",
        "lifecycle.change_alert",
        SureForm,
        _acknowledge,
    ),
)
register(
    "remove",
    Action(
        "Remove the account",
        "It leaves the book and gets no more mails. Everything recorded stays, and operations "
        "can bring it back.",
        "Remove it",
        "accounts.delete_account",
        SureForm,
        _remove,
        menu="Remove",
        order=99,
        tone="cs-danger",
        after=_to_the_list,
    ),
)
