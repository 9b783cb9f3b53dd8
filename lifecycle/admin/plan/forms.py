"""The small forms of a plan; each is made for the plan, the day and the part it changes."""

from datetime import date
from typing import Any

from django import forms

from accounts.admin import fields
from accounts.models import Account, Feature
from lifecycle.admin.plan import inputs
from lifecycle.models import (
    Measure,
    Objective,
    PlanAction,
    PlanAsk,
    PlanRelationship,
    Side,
    Standing,
    SuccessPlan,
)

_STATES = [(PlanAsk.State.RESOLVED, "Resolved"), (PlanAsk.State.DROPPED, "Given up")]


class PlanForm(forms.ModelForm):
    """Also begins a plan: then there is none yet, and the account comes instead."""

    class Meta:
        model = SuccessPlan
        fields = (
            "title", "north_star", "owner", "sponsor", "customer_sponsor", "started_on", "ends_on",
            "next_sync_on", "shared", "notes",
        )  # fmt: skip
        widgets = {
            "title": inputs.text(),
            "north_star": inputs.long_text(),
            "owner": inputs.select(),
            "sponsor": inputs.select(),
            "customer_sponsor": inputs.select(),
            "started_on": inputs.day(),
            "ends_on": inputs.day(),
            "next_sync_on": inputs.day(),
            "shared": inputs.tick(),
            "notes": inputs.long_text(4),
        }

    def __init__(
        self,
        *args: Any,
        plan: SuccessPlan | None = None,
        on: date,
        part: Any = None,
        account: Account | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, instance=plan, **kwargs)
        place = plan or SuccessPlan(account=account)
        self.fields["customer_sponsor"].queryset = inputs.people(place)
        for name in ("owner", "sponsor"):
            self.fields[name].queryset = fields.team()
            self.fields[name].empty_label = "Nobody yet"
        self.fields["customer_sponsor"].empty_label = "Nobody yet"


class ObjectiveForm(forms.ModelForm):
    class Meta:
        model = Objective
        fields = (
            "title", "value_driver", "measure", "feature", "unit", "direction", "baseline",
            "baseline_on", "target", "due_on", "shared", "notes",
        )  # fmt: skip
        labels = {"direction": "Met with", "baseline_on": "Date of the baseline", "due_on": "Due"}
        help_texts = {
            "unit": "Such as hours, or %; measured percentages bring their own.",
            "baseline": "Empty: what is measured today.",
        }
        widgets = {
            "title": inputs.text(),
            "value_driver": inputs.text(),
            "measure": inputs.select(),
            "feature": inputs.select(),
            "unit": inputs.text(),
            "direction": inputs.select(),
            "baseline": inputs.number(),
            "baseline_on": inputs.day(),
            "target": inputs.number(),
            "due_on": inputs.day(),
            "shared": inputs.tick(),
            "notes": inputs.long_text(2),
        }

    def __init__(self, *args: Any, plan: SuccessPlan, on: date, part: Any, **kwargs: Any) -> None:
        super().__init__(*args, instance=part or Objective(plan=plan), **kwargs)
        known = dict(Feature.objects.values_list("slug", "name"))
        if part and part.feature:
            known.setdefault(part.feature, part.feature.replace("_", " "))
        options = [("", "None"), *known.items()]
        self.fields["feature"] = forms.ChoiceField(
            label="Which feature", choices=options, required=False, widget=inputs.select()
        )
        self.fields["feature"].help_text = "For users of a feature."
        self.fields["baseline"].required = False
        self.fields["baseline_on"].required = False
        if part is None:
            shown = {"baseline_on": on, "due_on": plan.ends_on}
            self.initial |= {name: day for name, day in shown.items() if not self.initial[name]}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("measure") == Measure.HAND and data.get("baseline") is None:
            self.add_error("baseline", "Say where it starts from.")
        return data


class ReadingForm(forms.Form):
    value = forms.DecimalField(max_digits=14, decimal_places=2, widget=inputs.number())
    dated = forms.DateField(label="Date of the data", widget=inputs.day())
    note = forms.CharField(required=False, max_length=200, widget=inputs.text())

    def __init__(self, *args: Any, plan: SuccessPlan, on: date, part: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dated"].initial = on
        self.fields["value"].help_text = f"In {part.unit}." if part.unit else ""


class SayForm(forms.Form):
    said = forms.ChoiceField(label="It is", required=False, widget=inputs.select())
    because = forms.CharField(
        label="Why", required=False, max_length=200, widget=inputs.text(), help_text="In words."
    )

    def __init__(self, *args: Any, plan: SuccessPlan, on: date, part: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule = Standing(part.standing).label.lower()
        says = [one for one in Standing.choices if one[0] != Standing.UNKNOWN]
        self.fields["said"].choices = [("", f"As the rule says: {rule}"), *says]
        self.fields["said"].initial, self.fields["because"].initial = part.said, part.said_because


class ActionForm(forms.Form):
    title = forms.CharField(label="What", max_length=200, widget=inputs.text())
    side = forms.ChoiceField(label="Whose", choices=Side.choices, widget=inputs.select())
    owner = forms.ModelChoiceField(
        queryset=None, required=False, label="Our person", widget=inputs.select(),
        help_text="For our side; it becomes a task.",
    )  # fmt: skip
    contact = forms.ModelChoiceField(
        queryset=None, required=False, label="Their person", widget=inputs.select(),
        help_text="For the customer's side.",
    )  # fmt: skip
    objective = forms.ModelChoiceField(queryset=None, required=False, widget=inputs.select())
    due_on = forms.DateField(label="Due", widget=inputs.day())
    shared = forms.BooleanField(
        label="Shown to the customer", required=False, initial=True, widget=inputs.tick()
    )

    def __init__(
        self, *args: Any, plan: SuccessPlan, on: date, part: PlanAction | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = fields.team()
        self.fields["owner"].empty_label = "The plan's owner"
        self.fields["contact"].queryset = inputs.people(plan)
        self.fields["contact"].empty_label = "Nobody in particular"
        self.fields["objective"].queryset = inputs.objectives(plan)
        self.fields["objective"].empty_label = "None in particular"
        if part is not None:
            self._show(part)

    def _show(self, part: PlanAction) -> None:
        task = part.task
        self.fields.pop("side")
        self.fields.pop("owner" if task is None else "contact")
        self.initial = {
            "title": part.title,
            "owner": task.owner_id if task else None,
            "contact": part.contact_id,
            "objective": part.objective_id,
            "due_on": task.due_on if task else part.due_on,
            "shared": part.shared,
            **self.initial,
        }


class OutcomeForm(forms.Form):
    """What came of it; who asks says whether it has to be told."""

    outcome = forms.CharField(
        label="What came of it", required=False, max_length=200, widget=inputs.text()
    )

    def __init__(self, *args: Any, plan: SuccessPlan, on: date, part: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class SureForm(forms.Form):
    """Nothing to fill in: the page says what will happen."""

    def __init__(self, *args: Any, plan: SuccessPlan, on: date, part: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class RelationshipForm(forms.ModelForm):
    class Meta:
        model = PlanRelationship
        fields = ("contact", "name", "sentiment", "win", "to_champion", "owner", "notes", "gone")
        help_texts = {"name": "Where no contact is kept."}
        widgets = {
            "contact": inputs.select(),
            "name": inputs.text(),
            "sentiment": inputs.select(),
            "win": inputs.text(),
            "to_champion": inputs.tick(),
            "owner": inputs.select(),
            "notes": inputs.long_text(),
            "gone": inputs.tick(),
        }

    def __init__(self, *args: Any, plan: SuccessPlan, on: date, part: Any, **kwargs: Any) -> None:
        super().__init__(*args, instance=part or PlanRelationship(plan=plan), **kwargs)
        self.fields["contact"].queryset = inputs.people(plan)
        self.fields["contact"].empty_label = "Somebody else, by name"
        self.fields["owner"].queryset = fields.team()
        self.fields["owner"].empty_label = "Nobody yet"
        self.fields["name"].required = False
        if part is None:
            self.fields.pop("gone")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        contact, plan = data.get("contact"), self.instance.plan
        if contact:
            data["name"] = str(contact)[:120]
            others = plan.relationships.filter(contact=contact).exclude(pk=self.instance.pk)
            if others.exists():
                self.add_error("contact", "This person is among the relationships already.")
        elif not data.get("name"):
            self.add_error("name", "Choose a contact, or write a name.")
        return data


class AskForm(forms.ModelForm):
    class Meta:
        model = PlanAsk
        fields = ("title", "from_whom", "needed_by", "risk", "threatens", "objective", "shared")
        widgets = {
            "title": inputs.text(),
            "from_whom": inputs.text(),
            "needed_by": inputs.day(),
            "risk": inputs.select(),
            "threatens": inputs.text(),
            "objective": inputs.select(),
            "shared": inputs.tick(),
        }

    def __init__(self, *args: Any, plan: SuccessPlan, on: date, part: Any, **kwargs: Any) -> None:
        super().__init__(*args, instance=part or PlanAsk(plan=plan), **kwargs)
        self.fields["objective"].queryset = inputs.objectives(plan)
        self.fields["objective"].empty_label = "None in particular"


class SettleForm(OutcomeForm):
    state = forms.ChoiceField(label="It is", choices=_STATES, widget=inputs.select())
    field_order = ("state", "outcome")


class CommentForm(forms.Form):
    text = forms.CharField(label="Comment", widget=inputs.long_text())
    internal = forms.BooleanField(
        label="Only for our team", required=False, initial=True, widget=inputs.tick()
    )

    def __init__(self, *args: Any, plan: SuccessPlan, on: date, part: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
