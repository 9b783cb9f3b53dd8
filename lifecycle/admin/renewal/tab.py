"""An account's page about its renewal: where it stands, what is expected, what became of others."""

from datetime import date
from typing import Any

from django.http import HttpRequest

from accounts.admin.tabs import Glance, Tab, register
from accounts.models import Account
from lifecycle.models import RenewalAssessment, RiskCase
from lifecycle.renewals import forecasting, undoing, worth

_KEPT = 20
_TONES = {"": "band-none", "green": "rating-green", "yellow": "rating-yellow", "red": "rating-red"}


def read(request: HttpRequest, account: Account, on: date) -> dict[str, Any]:
    state = getattr(account, "state", None)
    renewal_on = state.renewal_on if state else None
    contracts = worth.rows([account.pk]).get(account.pk, [])
    assessments = list(account.renewal_assessments.order_by("-renewal_on", "-pk")[:_KEPT])
    forecasts = list(account.renewal_forecasts.select_related("by")[:_KEPT])
    results = list(
        account.renewal_results.select_related("closed_by", "undone_by", "retro", "sponsor")[:_KEPT]
    )
    last = next((result for result in results if result.undone_at is None), None)
    may = request.user.has_perm
    return {
        "on": on,
        "state": state,
        "renewal_on": renewal_on,
        "days": (renewal_on - on).days if renewal_on else None,
        "worth": worth.at(contracts, renewal_on),
        "contracts": contracts,
        "assessment": next((one for one in assessments if one.closed_on is None), None),
        "assessments": [one for one in assessments if one.closed_on],
        "forecast": forecasting.newest(forecasts, state.relationship, renewal_on)
        if state
        else None,
        "forecasts": forecasts,
        "results": results,
        "last": last if last and (not renewal_on or last.renewal_on == renewal_on) else None,
        "undo": bool(last and may("lifecycle.change_renewalresult") and not undoing.followed(last)),
        "cases": list(account.risk_cases.select_related("sponsor")[:_KEPT]),
    }


def glance(account: Account, on: date) -> list[Glance]:
    """The rating and an open case, while there is something to renew."""
    found = []
    assessment = RenewalAssessment.objects.filter(account=account, closed_on=None).first()
    if assessment:
        rated = assessment.get_rating_display() or "Not rated"
        days = (assessment.renewal_on - on).days
        when = f"in {days} days" if days >= 0 else f"overdue for {-days} days"
        text = f"Renewal {when}, {assessment.renewal_on}"
        found.append(Glance(_TONES[assessment.rating], rated, text))
    case = RiskCase.objects.filter(account=account, state=RiskCase.State.OPEN).first()
    if case:
        found.append(Glance(f"case-{case.kind}", case.get_kind_display(), case.because))
    return found


register(
    Tab(
        "renewal",
        "Renewal",
        "lifecycle.view_renewalassessment",
        "admin/lifecycle/renewal/tab.html",
        read,
        glance,
        order=40,
    )
)
