"""Where the work of a task is done: the page that its playbook, or its key, is about."""

from collections.abc import Callable
from typing import NamedTuple

from django.urls import reverse

from accounts.admin import tabs
from lifecycle.models import Task


class Place(NamedTuple):
    title: str
    url: str


# Given the task and what its key says after the beginning.
Finder = Callable[[Task, str], Place | None]

# The page of the account for each playbook, or for a step of one.
_PAGES = {
    "asp_sync": "plan",
    "business_review": "reviews",
    "cbr": "reviews",
    "churn_checklist": "renewal",
    "lighthouse": "renewal",
    "partnership_kickoff": "meetings",
    "partnership_kickoff/outcomes": "plan",
    "prospect_handoff/knowledge_transfer": "knowledge",
    "renewal_health_assessment": "renewal",
    "renewal_planning": "renewal",
    "roadmap_review": "feedback",
    "use_case_mapping": "knowledge",
    "use_case_mapping/opportunities": "opportunities",
}
_finders: dict[str, Finder] = {}


def register(beginning: str, finder: Finder) -> None:
    """For tasks that no playbook brought, by what their key begins with."""
    _finders[beginning] = finder


def of(task: Task) -> Place | None:
    if task.run:
        slug = task.run.playbook.slug
        page = _PAGES.get(f"{slug}/{task.key}") or _PAGES.get(slug)
        return tab(task, page) if page else None
    for beginning, finder in _finders.items():
        if task.key.startswith(beginning):
            return finder(task, task.key.removeprefix(beginning))
    return None


def tab(task: Task, slug: str) -> Place | None:
    """A page of the task's account."""
    found = tabs.find(slug)
    url = reverse("admin:accounts_account_tab", args=[task.account_id, slug])
    return Place(f"{task.account}: {found.title}", url) if found else None


def page(title: str, model: str, number: str) -> Place | None:
    """The page of one row, whose number begins a key."""
    pk = number.partition("-")[0]
    return Place(title, reverse(f"admin:{model}_change", args=[pk])) if pk.isdigit() else None


register("case-", lambda task, key: page("the case", "lifecycle_riskcase", key))
register("churn-", lambda task, key: tab(task, "renewal"))
register("gap-shipped:", lambda task, key: page("the product gap", "accounts_productgap", key))
register("plan-", lambda task, key: tab(task, "plan"))
