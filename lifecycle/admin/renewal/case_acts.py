"""What is done on a case's page: the plan, its criteria and steps, updates, the exit."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget

from accounts.models import User
from lifecycle.admin.renewal import fields
from lifecycle.admin.renewal.acts import Act, ActForm
from lifecycle.models import CaseCriterion, CaseUpdate, RiskCase
from lifecycle.renewals import cases, exits

_STEP_DAYS = timedelta(14)
_ENDS = [(end.value, end.label) for end in (RiskCase.Ended.RENEWED, RiskCase.Ended.CHURNED)]
_WRITTEN = [(kind.value, kind.label) for kind in (CaseUpdate.Kind.UPDATE, CaseUpdate.Kind.SYNC)]
Told = dict[str, Any]


def _told(by: User, on: date, now: datetime) -> Told:
    return {"by": by, "on": on, "now": now}


class PlanForm(ActForm):
    problem = fields.text("Problem statement", help_text="In a sentence, as they would say it.")
    goal = fields.text("Goal", rows=2, help_text="What is true when the account is saved.")
    sponsor = fields.MemberField(
        "Executive sponsor",
        required=False,
        empty_label="Nobody yet",
        help_text="Somebody whom the customer's executives would call back.",
    )

    def prepare(self) -> None:
        for name in ("problem", "goal", "sponsor"):
            self.fields[name].initial = getattr(self.record, name)


class CriterionForm(ActForm):
    measure = fields.line("Measure", help_text="Weekly users of the payments team")
    direction = fields.choice("Is", CaseCriterion.Direction.choices)
    target = fields.amount("Target")
    metric = fields.choice(
        "Value",
        [("", "Set by hand"), *CaseCriterion.Metric.choices],
        required=False,
        help_text="Of a metric the portal keeps the value itself.",
    )
    value = fields.amount("Today", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("metric") and data.get("value") is not None:
            self.add_error("value", "Leave it empty: the portal keeps this value itself.")
        return data


class _OfCriterion(ActForm):
    criterion = forms.ModelChoiceField(
        CaseCriterion.objects.none(), widget=UnfoldAdminSelectWidget(), empty_label=None
    )

    def prepare(self) -> None:
        self.fields["criterion"].queryset = self.record.criteria.filter(dropped_at=None)


class ValueForm(_OfCriterion):
    value = fields.amount("Value today")

    def prepare(self) -> None:
        super().prepare()
        self.fields["criterion"].queryset = self.record.criteria.filter(dropped_at=None, metric="")


class DropForm(_OfCriterion):
    why = fields.line("Why it no longer counts")


class StepForm(ActForm):
    title = fields.line("Step", max_length=200)
    owner = fields.MemberField("Owner", required=False, empty_label="The account's TA")
    due_on = fields.day("Due")
    criterion = forms.ModelChoiceField(
        CaseCriterion.objects.none(),
        label="For",
        required=False,
        widget=UnfoldAdminSelectWidget(),
        empty_label="The plan as a whole",
    )

    def prepare(self) -> None:
        self.fields["due_on"].initial = self.on + _STEP_DAYS
        self.fields["criterion"].queryset = self.record.criteria.filter(dropped_at=None)


class UpdateForm(ActForm):
    kind = fields.choice("This is", _WRITTEN)
    happened = fields.text("What happened")
    blockers = fields.text("Blockers and risks", rows=2, required=False)
    asks = fields.text("Asks", rows=2, required=False, help_text="What is needed, and from whom.")


class EndForm(ActForm):
    ended = fields.choice("Because they", _ENDS)
    because = fields.text("Why")


class RaiseForm(ActForm):
    because = fields.text("Why the save plan is not enough", rows=2)


def _plan(case: RiskCase, data: dict, by: User, on: date, now: datetime) -> str:
    cases.describe(case, **data, **_told(by, on, now))
    return "Saved. What stood there before is in the log."


def _criterion(case: RiskCase, data: dict, by: User, on: date, now: datetime) -> str:
    return f"Criterion added: {cases.add_criterion(case, **data, **_told(by, on, now))}."


def _value(case: RiskCase, data: dict, by: User, on: date, now: datetime) -> str:
    cases.set_value(data["criterion"], data["value"], **_told(by, on, now))
    return f"{data['criterion']}: {data['value']}."


def _drop(case: RiskCase, data: dict, by: User, on: date, now: datetime) -> str:
    cases.drop_criterion(data["criterion"], why=data["why"], **_told(by, on, now))
    return f"No longer a criterion: {data['criterion']}."


def _step(case: RiskCase, data: dict, by: User, on: date, now: datetime) -> str:
    step = cases.add_step(case, **data, now=now)
    return f"Step added: a task of {step.task.owner or 'nobody yet'}."


def _update(case: RiskCase, data: dict, by: User, on: date, now: datetime) -> str:
    written = cases.update(case, data.pop("kind"), **data, **_told(by, on, now))
    return f"{written.get_kind_display()} written; its reminder is done."


def _raise(case: RiskCase, data: dict, by: User, on: date, now: datetime) -> str:
    if not cases.raise_to_lighthouse(case, because=data["because"], **_told(by, on, now)):
        raise ValueError("It is in Lighthouse, or closed, already.")
    return "In Lighthouse now, with all that is in it."


def _end(case: RiskCase, data: dict, by: User, on: date, now: datetime) -> str:
    exits.end(case, data["ended"], because=data["because"], **_told(by, on, now))
    return "The case is closed."


def _agree(lead: str):
    def agree(case: RiskCase, data: dict, by: User, on: date, now: datetime) -> str:
        if exits.agree(case, lead, **_told(by, on, now)):
            return "All who have to agree do: the account is healthy again, the case closed."
        return f"Agreed for {exits.LEADS[lead]}; the other lead is asked."

    return agree


_CHANGE = "lifecycle.change_riskcase"
ACTS = {
    "plan": Act("Problem, goal, sponsor", "Save", _CHANGE, PlanForm, _plan),
    "criterion": Act(
        "Add a criterion", "Add", "lifecycle.add_casecriterion", CriterionForm, _criterion
    ),
    "value": Act("Set a value", "Set", "lifecycle.change_casecriterion", ValueForm, _value),
    "drop": Act(
        "Drop a criterion",
        "Drop",
        "lifecycle.change_casecriterion",
        DropForm,
        _drop,
        tone="cs-danger",
    ),
    "step": Act("Add a step", "Add", "lifecycle.add_casestep", StepForm, _step),
    "update": Act("Write an update", "Write", "lifecycle.add_caseupdate", UpdateForm, _update),
    "raise": Act("Enter Lighthouse", "Enter Lighthouse", _CHANGE, RaiseForm, _raise),
    "agree-sales": Act("Agree", "Agree for Sales", _CHANGE, ActForm, _agree(exits.SALES)),
    "agree-success": Act(
        "Agree", "Agree for Technical Success", _CHANGE, ActForm, _agree(exits.SUCCESS)
    ),
    "end": Act("Close it otherwise", "Close", _CHANGE, EndForm, _end, tone="cs-danger"),
}
