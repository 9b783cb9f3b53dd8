"""The Feedback page of an account: what it misses, what it thinks, and what became of it."""

from datetime import date
from typing import Any

from django.http import HttpRequest

from accounts.admin import tabs
from accounts.admin.gaps.actions import SLUG
from accounts.models import Account, GapReport, GapStatus, Severity

_MOST = 100


def read(request: HttpRequest, account: Account, on: date) -> dict[str, Any]:
    reports = list(
        GapReport.objects.filter(account=account).select_related("gap", "contact", "reported_by")
    )
    done = [one for one in reports if one.gap.status == GapStatus.DONE]
    shut = (GapStatus.DONE, GapStatus.WONT_DO)
    return {
        "waiting": [one for one in reports if one.gap.status not in shut],
        "to_tell": [one for one in done if one.told_on is None],
        "told": [one for one in done if one.told_on],
        "refused": [one for one in reports if one.gap.status == GapStatus.WONT_DO],
        "opinions": list(account.feedback.select_related("contact", "by")[:_MOST]),
    }


def glance(account: Account, on: date) -> list[tabs.Glance]:
    rows = GapReport.objects.filter(account=account).select_related("gap").order_by("severity")
    reports = list(rows)
    to_tell = [one for one in reports if one.gap.status == GapStatus.DONE and one.told_on is None]
    if to_tell:
        names = ", ".join(str(one.gap) for one in to_tell)
        return [tabs.Glance("band-concerning", "to tell", f"You asked, we shipped: {names}")]
    shut = (GapStatus.DONE, GapStatus.WONT_DO)
    waiting = [one for one in reports if one.gap.status not in shut]
    if not waiting:
        return []
    gravest = waiting[0]
    tone = "band-poor" if gravest.severity == Severity.P0 else "band-none"
    more = f", and {len(waiting) - 1} more" if len(waiting) > 1 else ""
    return [tabs.Glance(tone, Severity(gravest.severity).name, f"Misses {gravest.gap}{more}")]


tabs.register(
    tabs.Tab(
        SLUG,
        "Feedback",
        "accounts.view_gapreport",
        "admin/accounts/gaps/page.html",
        read,
        glance,
        order=62,
    )
)
