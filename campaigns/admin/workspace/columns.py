"""The cells of the book's list that are more than a number."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.admin import cells
from accounts.models import Account
from accounts.templatetags.portal_numbers import points

_SPARK = (
    '<svg class="cs-spark" viewBox="0 0 96 24" width="96" height="24" role="img" '
    'aria-label="Daily users of the last 28 days"><polyline points="{}"/></svg>'
)


def state(account: Account, field: str) -> Any:
    """A column of the state; None before the first day is decided."""
    found = getattr(account, "state", None)
    return getattr(found, field) if found else None


def stage(account: Account) -> SafeString:
    found = getattr(account, "state", None)
    if found is None:
        return SafeString(cells.label("stage-none", "Not decided"))
    if not found.stage:
        return SafeString(
            cells.label("stage-none", "Churned" if found.rule == "S1" else "Pipeline")
        )
    notes = [f"since {found.stage_since:%-d %b %Y}"]
    notes += ["overridden"] if found.rule_stage != found.stage else []
    notes += ["overdue"] if found.overdue else []
    return cells.two_lines(cells.choice("stage", found, "stage"), " · ".join(notes))


def health(account: Account) -> SafeString | str:
    found = getattr(account, "state", None)
    if found is None or found.score is None or not found.stage:
        return cells.NOTHING
    band = cells.choice("band", found, "confirmed_band") if found.confirmed_band else ""
    return format_html(
        '<span class="cs-health"><b title="Score of the day, 0 to 10">{}</b>{}</span>',
        points(found.score),
        band,
    )


def trend(account: Account) -> SafeString:
    if not account.spark:
        return SafeString('<span class="cs-quiet">no data</span>')
    return format_html(_SPARK, account.spark)


def coming(account: Account) -> SafeString | str:
    found = account.next_touch
    if found is None:
        return cells.NOTHING
    more = f" · +{found.more}" if found.more else ""
    return cells.two_lines(found.campaign, f"{found.status}, due {found.due_on:%-d %b}{more}")
