"""Everything a plan's page shows, read in a fixed number of queries."""

from collections import Counter
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest

from accounts.models import Account, ValueDriver, ValueStatus
from lifecycle.admin.plan import drawing
from lifecycle.admin.plan.doings import DOINGS
from lifecycle.gather import Programmes
from lifecycle.models import Side, SuccessPlan, TaskState
from lifecycle.models.objective import BAD
from lifecycle.plans import content, due

_COMMENTS = 50
_SETTLED = (ValueStatus.ACHIEVED, ValueStatus.DROPPED)
PEOPLE = ("owner", "sponsor", "customer_sponsor")


def current(account: Account) -> SuccessPlan | None:
    return account.plans.filter(archived_at=None).select_related(*PEOPLE).first()


def page(request: HttpRequest, plan: SuccessPlan, *, on: date) -> dict[str, Any]:
    """Of the plan that is worked by; `plan.account` is loaded."""
    found = dressed(content.of(plan, on=on), on=on)
    sync_on = due.day(plan, due.rhythm(plan.account, Programmes.load()))
    versions = list(plan.versions.select_related("author").defer("content"))
    comments = plan.comments.select_related("user", "contact", "objective")[:_COMMENTS]
    return {
        "on": on,
        "plan": plan,
        "content": found,
        "counts": counts(found),
        "may": {name: request.user.has_perm(doing.permission) for name, doing in DOINGS.items()},
        "sync_on": sync_on,
        "sync_late": sync_on is not None and sync_on < on,
        "versions": versions,
        "comments": list(comments),
        "ideas": _ideas(plan.account, found),
        "archived": list(plan.account.plans.exclude(archived_at=None)),
    }


class Idea(NamedTuple):
    """A value driver that might become an objective; `asked` fills its form."""

    title: str
    expected: str
    asked: str


def _ideas(account: Account, found: dict[str, Any]) -> list[Idea]:
    spoken = {row["value_driver"] for row in found["objectives"]}
    return [
        Idea(one.title, one.expected, urlencode(_asked(one)))
        for one in account.value_drivers.exclude(status__in=_SETTLED)
        if one.title not in spoken
    ]


def _asked(driver: ValueDriver) -> dict[str, Any]:
    target = "" if driver.expected_figure is None else driver.expected_figure
    achieved = 0 if driver.achieved_figure is None else driver.achieved_figure
    return {
        "title": driver.title,
        "value_driver": driver.title,
        "unit": driver.unit[:20],
        "baseline": achieved,
        "target": target,
    }


def kept(version: Any) -> dict[str, Any]:
    """Of a version, as it stood."""
    found = content.thaw(version.content)
    found = dressed(found, on=found["as_of_on"])
    return {"content": found, "counts": counts(found), "on": found["as_of_on"]}


def dressed(found: dict[str, Any], *, on: date) -> dict[str, Any]:
    """With drawings, what is overdue, and the actions by side."""
    for row in found["objectives"]:
        row["chart"] = drawing.chart(row, on=on)
    for row in found["actions"]:
        row["overdue"] = row["state"] == TaskState.OPEN and row["due_on"] < on
    for row in found["asks"]:
        row["overdue"] = row["state"] == "open" and row["needed_by"] < on
    found["sides"] = [
        (side.label, side.value, [row for row in found["actions"] if row["side"] == side.value])
        for side in Side
    ]
    return found


def counts(found: dict[str, Any]) -> dict[str, int]:
    stands = Counter(row["stands"] for row in found["objectives"])
    actions = found["actions"]
    return {
        "objectives": len(found["objectives"]),
        "met": stands["met"],
        "on_track": stands["on_track"],
        "at_risk": stands["at_risk"],
        "off_track": sum(stands[name] for name in BAD),
        "actions": len(actions),
        "open": sum(row["state"] == TaskState.OPEN for row in actions),
        "done": sum(row["state"] == TaskState.DONE for row in actions),
        "overdue": sum(row["overdue"] for row in actions),
    }
