"""The Knowledge page of an account: what we know, how old it is, and what we do not know yet."""

from datetime import date
from typing import Any, NamedTuple

from django.http import HttpRequest

from accounts.admin import tabs
from accounts.admin.knowledge import forms
from accounts.admin.knowledge.actions import SLUG
from accounts.knowledge import freshness, mapping
from accounts.knowledge.areas import QUESTIONS
from accounts.models import Account, Area, KnowledgeNote, MappingReview, ValueDriver, ValueStatus


class AreaView(NamedTuple):
    """An area with its gap: “empty”, “old” or none."""

    area: Area
    questions: tuple[str, ...]
    note: KnowledgeNote | None
    gap: str
    age: int | None
    form: forms.NoteForm


class DriverView(NamedTuple):
    driver: ValueDriver
    width: int | None
    tone: str


_TONES = {
    ValueStatus.EXPECTED: "stage-none",
    ValueStatus.ON_TRACK: "stage-onboarding",
    ValueStatus.AT_RISK: "band-concerning",
    ValueStatus.ACHIEVED: "band-healthy",
    ValueStatus.DROPPED: "stage-none",
}


_GAPS = {"empty": "nothing is written yet", "old": "last gone through {age} days ago"}


def read(request: HttpRequest, account: Account, on: date) -> dict[str, Any]:
    policy = account.programme.policy
    most_days = freshness.days(policy)
    areas = _areas(account, most_days, on)
    reviews = list(account.mapping_reviews.select_related("author")[:4])
    drivers = list(account.value_drivers.select_related("owner").prefetch_related("readings"))
    channels = account.channels.filter(archived_at=None).select_related("theirs", "ours")
    found = {
        "on": on,
        "areas": areas,
        "most_days": most_days,
        "drivers": [_driver(driver) for driver in drivers],
        "grid": mapping.grid(account, on=on),
        "reviews": reviews,
        "review_due": _review_due(reviews, freshness.mapping_days(policy), on),
        "channels": list(channels),
    }
    return {**found, "unknown": _unknown(account, found)}


def _areas(account: Account, most_days: int, on: date) -> list[AreaView]:
    notes = {note.area: note for note in account.knowledge.select_related("owner", "reviewed_by")}
    offered = forms.owners()
    return [_area(area, notes.get(area), offered, account, most_days, on) for area in Area]


def _area(area: Area, note, offered, account: Account, most_days: int, on: date) -> AreaView:
    text, reviewed_on = (note.text, note.reviewed_on) if note else ("", None)
    known = freshness.is_known(text, reviewed_on, most_days, on=on)
    form = forms.NoteForm(
        account=account,
        on=on,
        offered=offered,
        auto_id=f"{area.value}_%s",
        initial={
            "area": area.value,
            "after": note.number if note else 0,
            "text": text,
            "owner": note.owner_id if note else None,
        },
    )
    gap = "" if known else "old" if text else "empty"
    age = (on - reviewed_on).days if reviewed_on else None
    return AreaView(area, QUESTIONS[area], note, gap, age, form)


def _driver(driver: ValueDriver) -> DriverView:
    width = None if driver.share is None else min(driver.share, 100)
    return DriverView(driver, width, _TONES[driver.status])


def _review_due(reviews: list[MappingReview], days: int, on: date) -> bool:
    return not reviews or (on - reviews[0].on).days > days


def _unknown(account: Account, found: dict[str, Any]) -> list[tuple[str, str]]:
    """What is missing, each with the anchor of its place on the page."""
    lines = [
        (view.area.value, f"{view.area.label}: {_GAPS[view.gap].format(age=view.age)}")
        for view in found["areas"]
        if view.gap
    ]
    if not found["drivers"]:
        lines.append(("value", "Business case: what they expect of us"))
    for view in found["drivers"]:
        if view.driver.achieved_on is None and view.driver.status != ValueStatus.DROPPED:
            lines.append(("value", f"{view.driver}: what was achieved so far"))
    if not found["grid"].use_cases:
        lines.append(("use-cases", "Use cases: what they use the product for"))
    elif found["review_due"]:
        when = "gone through too long ago" if found["reviews"] else "never gone through together"
        lines.append(("use-cases", f"Use cases and features: {when}"))
    if not found["channels"]:
        lines.append(("support", "Support: no channel is agreed"))
    if not account.support_level:
        lines.append(("support", "Support: which level was sold"))
    return lines


def glance(account: Account, on: date) -> list[tabs.Glance]:
    most_days = freshness.days(account.programme.policy)
    notes = account.knowledge.values_list("area", "text", "reviewed_on")
    known = {a for a, text, day in notes if freshness.is_known(text, day, most_days, on=on)}
    missing = [area.label.lower() for area in Area if area not in known]
    if not missing:
        return [tabs.Glance("band-healthy", "all known", "Five areas, none of them out of date")]
    tone = "band-concerning" if known else "band-poor"
    return [tabs.Glance(tone, f"{len(known)} of 5 known", f"Unknown or old: {', '.join(missing)}")]


tabs.register(
    tabs.Tab(
        SLUG,
        "Knowledge",
        "accounts.view_knowledgenote",
        "admin/accounts/knowledge/page.html",
        read,
        glance,
        order=40,
    )
)
