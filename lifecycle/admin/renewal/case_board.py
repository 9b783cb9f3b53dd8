"""The open cases side by side, for the two-weekly sync."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from lifecycle.admin.renewal.whose import WHOSE, narrowed
from lifecycle.models import CaseCriterion, CaseUpdate, RiskCase, TaskState
from lifecycle.models.case import CaseStep
from lifecycle.renewals import exits, worth
from lifecycle.renewals.worth import Worth

_TWO_WEEKS = timedelta(14)


class Card(NamedTuple):
    """A case as it is gone through: is it new, what happened, what is asked for."""

    case: RiskCase
    worth: Worth
    criteria: list[CaseCriterion]
    recent: list[CaseUpdate]
    last: CaseUpdate | None
    steps_open: int
    steps_late: int
    is_new: bool

    @property
    def met(self) -> int:
        return sum(one.met for one in self.criteria)


def show(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("lifecycle.view_riskcase"):
        raise PermissionDenied
    on = timezone.localdate()
    whose = request.GET.get("whose", "all")
    context = {
        **admin.site.each_context(request),
        "title": "Cases",
        "opts": RiskCase._meta,
        "on": on,
        "whose": whose,
        "choices": WHOSE,
        "groups": read(narrowed(request, whose), on=on),
    }
    return TemplateResponse(request, "admin/lifecycle/renewal/cases.html", context)


def read(mine: dict[str, Any], *, on: date) -> list[tuple[str, list[Card]]]:
    """Lighthouse first; in each, new cases before those that are on their way."""
    written = CaseUpdate.objects.exclude(kind=CaseUpdate.Kind.CHANGE).select_related("by")
    found = list(
        RiskCase.objects.filter(state=RiskCase.State.OPEN, account__removed_at=None, **mine)
        .select_related(
            "sponsor", "account__programme", "account__ta", "account__ae", "account__state"
        )
        .prefetch_related(
            "criteria",
            Prefetch("updates", written),
            Prefetch("steps", CaseStep.objects.select_related("task")),
        )
        .order_by("-opened_on", "pk")
    )
    contracts = worth.rows([case.account_id for case in found])
    cards = [_card(case, contracts.get(case.account_id, []), on) for case in found]
    return [
        (label, [card for card in cards if card.case.kind == kind])
        for kind, label in RiskCase.Kind.choices
    ]


def _card(case: RiskCase, contracts: list[worth.Row], on: date) -> Card:
    state = getattr(case.account, "state", None)
    criteria = [one for one in case.criteria.all() if one.dropped_at is None]
    for one in criteria:
        exits.keep(one, state)
    updates = list(case.updates.all())
    steps = [step.task for step in case.steps.all() if step.task.state == TaskState.OPEN]
    return Card(
        case,
        worth.at(contracts, state.renewal_on if state else None),
        criteria,
        [one for one in updates if one.on > on - _TWO_WEEKS],
        updates[0] if updates else None,
        len(steps),
        sum(task.due_on < on for task in steps),
        case.opened_on > on - _TWO_WEEKS,
    )
