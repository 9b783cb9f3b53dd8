"""What is begun on an account's page: a task of its own, or a playbook."""

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.admin.actions import Action, register
from accounts.models import Account
from lifecycle.admin.task.forms import AccountTaskForm
from lifecycle.models import Playbook
from lifecycle.playbooks import opening
from lifecycle.playbooks.preview import Preview, previews
from lifecycle.work import task as tasks


class PlaybookChoice(forms.RadioSelect):
    """Each playbook with the steps it would bring, so that they are read before it starts."""

    offered: list[Preview]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> str:
        context = {"name": name, "value": str(value or ""), "offered": self.offered}
        return render_to_string("admin/lifecycle/work/choices.html", context)


class StartForm(forms.Form):
    playbook = forms.ModelChoiceField(
        Playbook.objects.none(),
        label="Playbook",
        widget=PlaybookChoice(),
        error_messages={"required": "Choose one.", "invalid_choice": "Choose one of these."},
    )

    def __init__(self, *args: Any, account: Account, on, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = previews(account, on=on)
        keys = [each.playbook.pk for each in offered if not each.is_open]
        self.fields["playbook"].queryset = Playbook.objects.filter(pk__in=keys)
        self.fields["playbook"].widget.offered = offered


def _start(request, account, form, on, now) -> str:
    playbook = form.cleaned_data["playbook"]
    run = opening.open_by_hand(account, playbook, by=request.user, on=on, now=now)
    count = run.tasks.count()
    return f"“{playbook}” started: {count} task{'' if count == 1 else 's'}."


def _add(request, account, form, on, now) -> str:
    data = form.cleaned_data
    task = tasks.add(
        account,
        data["title"],
        due_on=data["due_on"],
        now=now,
        owner=data["owner"],
        owner_role=data["owner_role"],
        instructions=data["instructions"],
        checklist=data["points"],
        by=request.user,
    )
    return f"Task “{task}” added, for {task.owner or 'nobody yet'}."


def _work(account: Account) -> str:
    return reverse("admin:accounts_account_tab", args=[account.pk, "work"])


register(
    "add-task",
    Action(
        "Add a task",
        "It stands in the list of whoever is to do it, and on the account's timeline once done.",
        "Add it",
        "lifecycle.add_task",
        AccountTaskForm,
        _add,
        menu="Add a task",
        order=10,
        after=_work,
    ),
)
register(
    "start-playbook",
    Action(
        "Start a playbook",
        "Its steps become tasks of this account, due as shown, each for whoever holds the role. "
        "It keeps this version, whatever changes later.",
        "Start it",
        "lifecycle.add_playbookrun",
        StartForm,
        _start,
        menu="Start a playbook",
        order=11,
        after=_work,
    ),
)
