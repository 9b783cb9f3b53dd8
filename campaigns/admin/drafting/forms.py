"""The forms of a draft: its rule, its messages, a new campaign."""

from typing import Any

import yaml
from django import forms
from django.utils.text import slugify
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.models import Programme, Role, Topic
from campaigns import definitions
from campaigns.admin.drafting import sections
from campaigns.models import Campaign, Message, Survey
from campaigns.patterns import BANDS, TIERS
from lifecycle.models import Stage

_KINDS = (
    (definitions.DAYS, "on days of the relationship"),
    (definitions.FIRST_PING, "with the account's first usage report"),
    (definitions.FIRST_USE, "when a feature is used for the first time"),
    (definitions.HEALTH, "on the day of a health event"),
    (definitions.MONTH, "on the first of each month"),
    (definitions.RELEASE, "when a person lets it go to a segment"),
    (definitions.SURVEY, "when its survey asks"),
)
_PERCENTS = ("utilization_from", "utilization_below", "usage_from", "usage_below")
_NEEDS = (
    ("", "nothing"),
    ("metrics", "utilization and usage known"),
    ("closed_month_pings", "enough usage reports in the closed month"),
)


def _number(label: str, help_text: str = "", **options: Any) -> forms.IntegerField:
    widget = UnfoldAdminTextInputWidget()
    widget.input_type = "number"
    return forms.IntegerField(
        label=label, help_text=help_text, widget=widget, min_value=0, **options
    )


def _choices(label: str, choices: Any, **options: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, widget=forms.CheckboxSelectMultiple, **options
    )


class RuleForm(forms.Form):
    """A rule as people think of it; what it makes of it is `rule()`."""

    name = forms.CharField(max_length=80, widget=UnfoldAdminTextInputWidget())
    purpose = forms.CharField(max_length=200, required=False, widget=UnfoldAdminTextInputWidget())
    topic = forms.ChoiceField(
        choices=Topic.choices,
        help_text="As the page reads on which people choose what they get.",
        widget=UnfoldAdminSelectWidget(),
    )
    kind = forms.ChoiceField(label="Due", choices=_KINDS, widget=UnfoldAdminSelectWidget())
    days = forms.CharField(
        label="Days",
        required=False,
        help_text="Of a series: “1: 0, 2: 3, 3: 10” is step 1 on day 0, step 2 on day 3 …",
        widget=UnfoldAdminTextInputWidget(),
    )
    first = _number("First on day", "Of something that comes again.", required=False)
    every = _number("Then every … days", required=False)
    minimum_day = _number("Not before day", "For “the first of each month”.", required=False)
    to = _choices("To", Role.choices)
    stages = _choices("In stages", Stage.choices)
    programmes = _choices("In programmes", ())
    utilization_from = _number("Utilization at least, %", required=False)
    utilization_below = _number("Utilization below, %", required=False)
    usage_from = _number("Usage at least, %", required=False)
    usage_below = _number("Usage below, %", required=False)
    bands = _choices("Health", [(b, b.title()) for b in BANDS], required=False)
    tiers = _choices("Tiers", [(t, f"Tier {t}") for t in TIERS], required=False)
    survey = forms.ChoiceField(
        label="Survey",
        required=False,
        help_text="Where {{ survey_url }} leads.",
        widget=UnfoldAdminSelectWidget(),
    )
    needs = forms.ChoiceField(
        label="Needs", choices=_NEEDS, required=False, widget=UnfoldAdminSelectWidget()
    )
    minimum_pings = _number("How many usage reports", required=False)
    priority = _number("Priority", "Lower goes first when a contact would get too much.")
    window = _number("Window, days", "How long after it fell due it may still go out.")
    differing = forms.CharField(
        label="What programmes do differently",
        required=False,
        help_text="YAML: “enterprise: {due: {every: 91}}”. Stages, due and window may differ.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4, "class": "cs-code"}),
    )
    note = forms.CharField(
        label="What is new, in a line",
        max_length=200,
        required=False,
        widget=UnfoldAdminTextInputWidget(),
    )

    def __init__(self, *args: Any, slug: str, rule: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, initial={**_initial(rule), **kwargs.pop("initial", {})}, **kwargs)
        self.slug = slug
        self.fields["survey"].choices = [("", "none"), *Survey.objects.values_list("slug", "name")]
        self.fields["programmes"].choices = list(Programme.objects.values_list("slug", "name"))

    def sections(self) -> list[sections.Section]:
        return sections.of(self)

    def clean_days(self) -> dict[str, int]:
        days: dict[str, int] = {}
        for part in filter(None, (part.strip() for part in self.cleaned_data["days"].split(","))):
            step, colon, day = (piece.strip() for piece in part.partition(":"))
            if not (colon and step and day.isdecimal()):
                raise forms.ValidationError(f"“{part}” is not written as “step: day”.")
            days[step] = int(day)
        return days

    def clean_differing(self) -> dict[str, Any]:
        try:
            found = yaml.safe_load(self.cleaned_data["differing"] or "{}")
        except yaml.YAMLError as error:
            raise forms.ValidationError(f"No YAML: {error}") from error
        if not isinstance(found, dict):
            raise forms.ValidationError("Write a programme, a colon, and what differs.")
        return found

    def clean(self) -> dict[str, Any]:
        """What the rules cannot read is refused in their own words."""
        found = super().clean() or {}
        if self.errors:
            return found
        unknown = set(found["differing"]) - set(found["programmes"])
        if unknown:
            self.add_error("differing", f"{', '.join(sorted(unknown))}: not among the programmes.")
            return found
        try:
            definitions.read(self.slug, self.rule())
        except definitions.DefinitionError as error:
            self.add_error(_field_of(str(error)), str(error))
        return found

    def rule(self) -> dict[str, Any]:
        data = self.cleaned_data
        rule = {name: data[name] for name in ("name", "purpose", "topic", "priority", "window")}
        rule |= {"to": data["to"], "stages": data["stages"], "due": self._due()}
        if data["survey"]:
            rule["survey"] = data["survey"]
        if data["needs"]:
            rule["needs"] = data["needs"]
        if data["minimum_pings"] is not None:
            rule["minimum_pings"] = data["minimum_pings"]
        if when := self._when():
            rule["when"] = when
        rule["programmes"] = {slug: data["differing"].get(slug) for slug in data["programmes"]}
        return rule

    def _when(self) -> dict[str, Any]:
        data = self.cleaned_data
        when = {name: data[name] for name in _PERCENTS if data[name] is not None}
        if data["bands"]:
            when["bands"] = data["bands"]
        if data["tiers"]:
            when["tiers"] = [int(tier) for tier in data["tiers"]]
        return when

    def _due(self) -> dict[str, Any]:
        data = self.cleaned_data
        due: dict[str, Any] = {"kind": data["kind"]}
        if data["kind"] == definitions.DAYS:
            due |= {name: data[name] for name in ("days", "first", "every") if data[name]}
            if data["first"] == 0:
                due["first"] = 0
        elif data["kind"] == definitions.MONTH:
            due |= {"minimum_day": data["minimum_day"] or 0}
        return due


def _initial(rule: dict[str, Any]) -> dict[str, Any]:
    due, programmes = rule.get("due", {}), rule.get("programmes") or {}
    differing = {slug: differs for slug, differs in programmes.items() if differs}
    when = rule.get("when") or {}
    return {
        **{name: when.get(name) for name in (*_PERCENTS, "bands", "tiers")},
        **{name: rule.get(name) for name in ("name", "purpose", "priority", "window", "needs")},
        "topic": rule.get("topic", definitions.OTHER),
        "to": rule.get("to", []),
        "stages": rule.get("stages", []),
        "minimum_pings": rule.get("minimum_pings"),
        "survey": rule.get("survey", ""),
        "kind": due.get("kind"),
        "days": ", ".join(f"{step}: {day}" for step, day in due.get("days", {}).items()),
        **{name: due.get(name) for name in ("first", "every", "minimum_day")},
        "programmes": list(programmes),
        "differing": yaml.safe_dump(differing, allow_unicode=True) if differing else "",
    }


def _field_of(message: str) -> str | None:
    """The field that a refusal of the rules begins with."""
    name = message.partition(":")[0].split(".")
    if name[0] == "programmes" and len(name) > 1:
        return "differing"
    last = name[-1] if name[0] == "due" else name[0]
    return last if last in RuleForm.base_fields else None


class MessageForm(forms.Form):
    """The words of one message."""

    subject = forms.CharField(
        max_length=Message._meta.get_field("subject").max_length,
        required=False,
        widget=UnfoldAdminTextInputWidget(),
    )
    preheader = forms.CharField(
        max_length=Message._meta.get_field("preheader").max_length,
        required=False,
        help_text="What the inbox shows after the subject.",
        widget=UnfoldAdminTextInputWidget(),
    )
    body = forms.CharField(
        required=False,
        strip=False,
        widget=UnfoldAdminTextareaWidget(
            attrs={"rows": 22, "class": "cs-code", "spellcheck": "true"}
        ),
    )

    def copy(self) -> dict[str, str]:
        found = {name: self.cleaned_data[name] for name in ("subject", "preheader", "body")}
        return {**found, "body": found["body"].replace("\r\n", "\n")}


class NewMessageForm(forms.Form):
    name = forms.RegexField(
        r"^[a-z0-9_]{1,60}$",
        label="Name of the message",
        help_text="A step, a variant, or “message” for all that have none of their own.",
        widget=UnfoldAdminTextInputWidget(),
        error_messages={"invalid": "Small letters, digits and underscores only."},
    )


class NewCampaignForm(forms.Form):
    name = forms.CharField(max_length=80, widget=UnfoldAdminTextInputWidget())
    announces = forms.ChoiceField(
        label="What it is",
        choices=[
            ("", "a campaign that falls due by itself"),
            ("features", "an announcement of a feature, let go by a person"),
            ("betas", "an announcement of a beta, with a list of who is interested"),
        ],
        required=False,
        widget=UnfoldAdminSelectWidget(),
    )
    like = forms.ModelChoiceField(
        label="Begin like",
        queryset=Campaign.objects.filter(current__isnull=False),
        required=False,
        empty_label="a blank page",
        widget=UnfoldAdminSelectWidget(),
    )

    def clean_name(self) -> str:
        if not self.slug(self.cleaned_data["name"]):
            raise forms.ValidationError("The name needs some letters.")
        return self.cleaned_data["name"]

    @staticmethod
    def slug(name: str) -> str:
        return slugify(name).replace("-", "_")[:40]
