"""The account's tab of its success plan, its line on the workspace, and how one is begun."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.admin import actions, tabs
from accounts.admin.actions import Action
from accounts.admin.tabs import Glance, Tab
from accounts.models import Account
from lifecycle.admin.plan import reading
from lifecycle.admin.plan.forms import PlanForm
from lifecycle.gather import Programmes
from lifecycle.models import Objective, PlanAction
from lifecycle.plans import due, plan

SLUG = "plan"


def read(request: HttpRequest, account: Account, on: date) -> dict[str, Any]:
    found = reading.current(account)
    if found is not None:
        found.account = account
        return reading.page(request, found, on=on)
    return {
        "on": on,
        "plan": None,
        "archived": list(account.plans.all()),
        "expected": bool(due.rhythm(account, Programmes.load())),
    }


def glance(account: Account, on: date) -> list[Glance]:
    """How it stands, in words; nothing where the programme expects no plan."""
    found = account.plans.filter(archived_at=None).first()
    days = due.rhythm(account, Programmes.load())
    if found is None:
        stage = account.state.stage if hasattr(account, "state") else ""
        wanted = days and stage in ("adopting", "nurturing", "renewing")
        return [Glance("band-concerning", "None", "A plan is expected here")] if wanted else []
    found.account = account
    day = due.day(found, days)
    off = Objective.objects.filter(plan=found).off_track().count()
    late = PlanAction.objects.filter(plan=found).open().filter(due__lt=on).count()
    tone, label = "band-healthy", "On track"
    if late:
        tone, label = "band-concerning", f"{late} overdue"
    if off:
        tone, label = "band-poor", f"{off} off track"
    if day and day < on:
        tone, label = "band-poor", "Sync overdue"
    when = f", next sync {day}" if day else ""
    return [Glance(tone, label, f"{found.title}{when}")]


tabs.register(
    Tab(
        SLUG,
        "Plan",
        "lifecycle.view_successplan",
        "admin/lifecycle/plan/tab.html",
        read,
        glance,
        order=20,
    )
)


class StartForm(PlanForm):
    """Filled with what is known: a sponsor, the end of the term, and the plan before."""

    def __init__(self, *args: Any, account: Account, on: date, **kwargs: Any) -> None:
        kwargs["initial"] = {**_known(account, on), **(kwargs.get("initial") or {})}
        super().__init__(*args, account=account, on=on, **kwargs)


def _known(account: Account, on: date) -> dict[str, Any]:
    state = getattr(account, "state", None)
    ends_on = state.renewal_on if state and state.renewal_on and state.renewal_on > on else None
    before = account.plans.first()
    people = account.contacts.filter(removed_at=None)
    sponsor = people.filter(economic_buyer=True).first() or people.filter(champion=True).first()
    drivers = account.value_drivers.exclude(status="dropped").values_list("title", flat=True)
    found = {
        "north_star": "; ".join(drivers),
        "notes": _notes(account),
        "title": f"Success plan {on.year}",
        "owner": account.ta_id,
        "sponsor": account.ae_id,
        "customer_sponsor": sponsor.pk if sponsor else None,
        "started_on": on,
        "ends_on": ends_on,
    }
    if before is not None:
        found |= {"north_star": before.north_star, "notes": before.notes}
    return found


def _notes(account: Account) -> str:
    """Where to look for what was agreed at the start."""
    cases = [str(one) for one in account.use_cases.exclude(state="ended")]
    written = account.documents.filter(template__slug="kickoff", archived_at=None).first()
    lines = [f"Use cases: {', '.join(cases)}." if cases else ""]
    lines.append(
        f"See the document “{written}”, {timezone.localdate(written.changed_at)}."
        if written
        else ""
    )
    return "\n".join(filter(None, lines))


def _start(request: HttpRequest, account: Account, form: PlanForm, on: date, now: Any) -> str:
    before = account.plans.first()
    carried = before if request.GET.get("from") == "before" else None
    fields = {**form.cleaned_data, "before": before}
    begun = plan.begin(account, fields, by=request.user, on=on, now=now, carried_from=carried)
    return f"“{begun}” has begun. Objectives come next."


def _to_the_tab(account: Account) -> str:
    return reverse("admin:accounts_account_tab", args=[account.pk, SLUG])


actions.register(
    "start-plan",
    Action(
        "Begin a success plan",
        "What both sides want to reach, who does what for it, and when you look at it together.",
        "Begin it",
        "lifecycle.add_successplan",
        StartForm,
        _start,
        after=_to_the_tab,
    ),
)
