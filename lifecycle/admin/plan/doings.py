"""What people do to a plan from its page: each a form, a permission and one verb."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from lifecycle.admin.plan import forms, meeting
from lifecycle.models import (
    Measure,
    Objective,
    PlanAction,
    PlanAsk,
    PlanRelationship,
    Standing,
    SuccessPlan,
    TaskState,
)
from lifecycle.plans import action, objective, parts, plan, sync
from lifecycle.plans.freeze import Minutes

CHANGE = "lifecycle.change_successplan"


@dataclass(frozen=True, slots=True)
class Moment:
    """Who does it to which plan and part, with what they sent, and when."""

    request: HttpRequest
    plan: SuccessPlan
    part: Any
    form: Any
    on: date
    now: datetime

    @property
    def when(self) -> dict[str, Any]:
        return {"by": self.request.user, "on": self.on, "now": self.now}


@dataclass(frozen=True, slots=True)
class Doing:
    """`part` is the model of the part it changes, if any; `adds` allows it to be a new one.

    The verb says what was done; a ValueError it raises is shown in the form.
    """

    title: str
    says: str
    button: str
    form: type
    verb: Callable[[Moment], str]
    part: type[Model] | None = None
    adds: bool = False
    permission: str = CHANGE


def _plan(m: Moment) -> str:
    plan.change(m.plan, {name: m.form.cleaned_data[name] for name in m.form.changed_data})
    return "The plan was changed."


def _objective(m: Moment) -> str:
    found: Objective = m.form.save(commit=False)
    if found.baseline is None:
        today = objective.figure(m.plan, found.measure, found.feature, on=m.on)
        if today is None:
            raise ValueError("There are no data for this measure yet: say where it starts from.")
        found.baseline, found.baseline_on = today.value, min(today.on, m.on)
    found.baseline_on = found.baseline_on or m.on
    if found.measure in (Measure.UTILIZATION, Measure.USAGE):
        found.unit = "%"
    if found.pk is None:
        found.created_at = m.now
    objective.keep(found, on=m.on, now=m.now)
    return f"Objective “{found}” is in the plan."


def _reading(m: Moment) -> str:
    data = m.form.cleaned_data
    objective.take(m.part, data["value"], dated=data["dated"], note=data["note"], **m.when)
    m.part.refresh_from_db()
    return f"“{m.part}” is {Standing(m.part.stands).label.lower()}."


def _say(m: Moment) -> str:
    data = m.form.cleaned_data
    objective.say(m.part, data["said"], data["because"], **m.when)
    return f"“{m.part}” is {Standing(m.part.stands).label.lower()}."


def _action(m: Moment) -> str:
    data = m.form.cleaned_data
    if m.part is None:
        action.add(m.plan, now=m.now, **data)
    else:
        action.change(
            m.part, **{"owner": None, "contact": None, **data}, by=m.request.user, now=m.now
        )
    return f"“{data['title']}” is in the plan."


def _done(m: Moment) -> str:
    action.close(m.part, TaskState.DONE, outcome=m.form.cleaned_data["outcome"], **m.when)
    return f"“{m.part}” is done."


def _drop(m: Moment) -> str:
    action.close(m.part, TaskState.DROPPED, outcome=m.form.cleaned_data["outcome"], **m.when)
    return f"“{m.part}” was dropped."


def _reopen(m: Moment) -> str:
    action.reopen(m.part, by=m.request.user, now=m.now)
    return f"“{m.part}” is open again."


def _keep(m: Moment) -> str:
    found = m.form.save(commit=False)
    if isinstance(found, PlanRelationship):
        found.name = m.form.cleaned_data["name"]
    parts.keep(found)
    return f"“{found}” is in the plan."


def _settle(m: Moment) -> str:
    data = m.form.cleaned_data
    parts.settle(m.part, data["state"], data["outcome"], **m.when)
    return f"“{m.part}” is settled."


def _comment(m: Moment) -> str:
    data = m.form.cleaned_data
    parts.comment(m.plan, data["text"], user=m.request.user, internal=data["internal"], now=m.now)
    return "The comment was added."


def _sync(m: Moment) -> str:
    data = m.form.cleaned_data
    minutes = Minutes(m.form.attendees(), data["notes"], data["decisions"], data["next_sync_on"])
    version = sync.hold(m.plan, minutes, held_on=data["held_on"], seen=data["seen"], **m.when)
    return f"The sync is logged, and version {version.number} of the plan is kept."


def _archive(m: Moment) -> str:
    data = m.form.cleaned_data
    if not data["following"]:
        plan.archive(m.plan, data["because"], **m.when)
        return f"“{m.plan}” is archived."
    kept = ("owner", "sponsor", "customer_sponsor", "notes", "shared")
    fields = {name: getattr(m.plan, name) for name in kept}
    fields |= {name: data[name] for name in ("title", "north_star")}
    plan.follow(m.plan, fields, because=data["because"], with_open=data["with_open"], **m.when)
    return f"“{m.plan}” is archived, and “{data['title']}” has begun."


_READINGS = "Earlier readings are kept. The newest one by the due date counts."
DOINGS: dict[str, Doing] = {
    "edit": Doing("The plan", "", "Save", forms.PlanForm, _plan),
    "objective": Doing(
        "Objective",
        "A measured objective takes its value from the data; one by hand from the readings that "
        "you enter.",
        "Save", forms.ObjectiveForm, _objective, Objective, adds=True,
    ),
    "reading": Doing(
        "Enter a reading", _READINGS, "Enter", forms.ReadingForm, _reading, Objective
    ),
    "say": Doing(
        "Say how it stands",
        "Your word counts instead of the rule's, until you give it back.",
        "Save", forms.SayForm, _say, Objective,
    ),
    "action": Doing(
        "Action",
        "One of ours is a task in its owner's list; one of the customer's is followed up here.",
        "Save", forms.ActionForm, _action, PlanAction, adds=True,
    ),
    "done": Doing("It is done", "", "Done", forms.OutcomeForm, _done, PlanAction),
    "drop": Doing(
        "Drop the action", "It stays in the plan with why.", "Drop it", forms.OutcomeForm, _drop,
        PlanAction,
    ),
    "reopen": Doing(
        "Open it again", "The action is open again, with its due date.", "Open again",
        forms.SureForm, _reopen, PlanAction,
    ),
    "relationship": Doing(
        "Relationship",
        "Who matters to the plan, and how they feel about it. Never shown to the customer.",
        "Save", forms.RelationshipForm, _keep, PlanRelationship, adds=True,
    ),
    "ask": Doing(
        "Ask", "What the plan depends on and somebody else has to give.", "Save", forms.AskForm,
        _keep, PlanAsk, adds=True,
    ),
    "settle": Doing("Settle the ask", "", "Save", forms.SettleForm, _settle, PlanAsk),
    "comment": Doing(
        "Comment", "The customer sees it with the plan, unless it is only for our team.", "Add",
        forms.CommentForm, _comment, permission="lifecycle.add_plancomment",
    ),
    "sync": Doing(
        "Log a sync",
        "The plan is kept as it stands, as its next version, and the meeting goes to the timeline. "
        "An open sync task of a playbook is done by it.",
        "Log the sync", meeting.SyncForm, _sync, permission="lifecycle.add_planversion",
    ),
    "archive": Doing(
        "Archive the plan",
        "It is kept for good as it stands.",
        "Archive", meeting.ArchiveForm, _archive, permission="lifecycle.add_successplan",
    ),
}  # fmt: skip
