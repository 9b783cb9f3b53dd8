"""The Surveys page of an account: what was answered, and what is open."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from accounts.admin import tabs
from accounts.models import Account
from campaigns.admin.survey.ledgers import lines
from campaigns.models import SurveyInvitation, SurveyResponse
from lifecycle.admin.task import where

_SHOWN = 50
_NEWS = timedelta(30)


def read(request: HttpRequest, account: Account, on: date) -> dict[str, Any]:
    related = ("survey", "invitation__contact", "invitation__version", "task__owner")
    found = list(SurveyResponse.objects.filter(account=account).select_related(*related)[:_SHOWN])
    for each in found:
        each.lines = lines(each, each.answers)
    invited = SurveyInvitation.objects.filter(account=account).open(on=on)
    waiting = list(invited.select_related("survey", "contact")[:_SHOWN])
    return {"responses": found, "waiting": waiting, "shown": _SHOWN}


def glance(account: Account, on: date) -> list[tabs.Glance]:
    """The newest scores."""
    since = timezone.now() - _NEWS
    rows = SurveyResponse.objects.filter(
        account=account, answered_at__gte=since, score__isnull=False
    ).select_related("survey", "invitation__contact")
    return [
        tabs.Glance(
            "band-poor" if each.low else "band-healthy",
            f"{each.score} of {each.scale}",
            f"{each.invitation.contact} on “{each.survey}”",
        )
        for each in rows[:2]
    ]


tabs.register(
    tabs.Tab(
        "surveys",
        "Surveys",
        "campaigns.view_surveyresponse",
        "admin/campaigns/survey/tab.html",
        read,
        glance,
        order=65,
    )
)
where.register("survey:", lambda task, _: where.tab(task, "surveys"))
