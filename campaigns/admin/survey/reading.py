"""What a survey's page shows, read in a fixed number of queries."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from accounts.models import Programme
from campaigns.models import Campaign, Survey
from campaigns.surveys import asking, definitions, results
from lifecycle.models import Stage
from lifecycle.playbooks.fields import DefinitionError

PERIODS = ((90, "90 days"), (365, "a year"), (0, "all time"))
_COMMENTS = 25
_STAGES = [(stage, name.partition(". ")[2]) for stage, name in Stage.choices]


def page(survey: Survey, asked: Mapping[str, str], *, on: date) -> dict[str, Any]:
    days = next((each for each, _ in PERIODS if str(each) == asked.get("days")), PERIODS[1][0])
    programmes = list(Programme.objects.order_by("name").values_list("slug", "name"))
    programme = next((slug for slug, _ in programmes if slug == asked.get("programme")), "")
    stage = next((slug for slug, _ in _STAGES if slug == asked.get("stage")), "")
    where: dict[str, Any] = {}
    if programme:
        where["account__programme__slug"] = programme
    if stage:
        where["stage"] = stage
    since = results.since(days, on=on)
    definition = _definition(survey)
    comments = results.responses(survey, since=since, **where).exclude(comment="")
    related = ("account", "invitation__contact", "task")
    return {
        "periods": PERIODS,
        "days": days,
        "programmes": programmes,
        "programme": programme,
        "stages": _STAGES,
        "stage": stage,
        "definition": definition,
        "results": results.read(survey, definition, since=since, **where) if definition else None,
        "comments": list(comments.select_related(*related)[:_COMMENTS]),
        "versions": list(survey.versions.select_related("author")[:20]),
        "campaigns": list(Campaign.objects.filter(current__rule__survey=survey.slug)),
        "cannot_ask": _cannot_ask(survey),
    }


def _definition(survey: Survey) -> definitions.Definition | None:
    try:
        return definitions.read(survey.current.definition) if survey.current else None
    except DefinitionError:
        return None


def _cannot_ask(survey: Survey) -> str:
    try:
        asking.campaign_of(survey)
    except asking.AskError as refused:
        return str(refused)
    return ""
