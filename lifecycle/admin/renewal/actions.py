"""What people do about an account's renewal from its pages."""

from accounts.admin.actions import Action, register
from lifecycle.admin.renewal import forms, links
from lifecycle.models import RenewalResult
from lifecycle.renewals import cases, churning, closing, forecasting, undoing

_FORM = "admin/lifecycle/renewal/action.html"


def _forecast(request, account, form, on, now) -> str:
    row = forecasting.forecast(account, **form.cleaned_data, by=request.user, on=on, now=now)
    expected = f"ARR {row.arr:,.0f} and {row.seats} seats"
    return f"Forecast: {row.get_outcome_display().lower()}, {expected}."


def _renew(request, account, form, on, now) -> str:
    data = form.cleaned_data
    result = closing.renew(
        account,
        form.offer(),
        words=data["words"],
        license_note=data["license_note"],
        sponsor=data["sponsor"],
        by=request.user,
        on=on,
        now=now,
    )
    until, outcome = form.offer().end, result.get_outcome_display().lower()
    return f"Renewed until {until}: {outcome}. The next day decided brings the stage by the rules."


def _add_on(request, account, form, on, now) -> str:
    words = form.cleaned_data["words"]
    added = closing.add_on(account, form.offer(), words=words, by=request.user, on=on, now=now)
    return f"Added until {added.end}: {added.seats} seats, ARR {added.arr:,.0f}."


def _churn(request, account, form, on, now) -> str:
    result = churning.churn(account, **form.cleaned_data, by=request.user, on=on, now=now)
    retro = " A retro is begun." if result.retro_id else ""
    opens = "is open" if result.churned_on <= on else f"opens on {result.churned_on}"
    return f"Churned on {result.churned_on}. The checklist {opens}.{retro}"


def _undo(request, account, form, on, now) -> str:
    last = RenewalResult.objects.filter(account=account, undone_at=None).first()
    if last is None:
        raise ValueError("Nothing was closed here.")
    undoing.undo(last, by=request.user, on=on, now=now)
    return f"Undone: {last.get_outcome_display().lower()} of the renewal {last.renewal_on}."


def _case(request, account, form, on, now) -> str:
    case = cases.open_case(account, **form.cleaned_data, by=request.user, on=on, now=now)
    return f"{case.get_kind_display()} opened. The plan is a task now."


register(
    "forecast",
    Action(
        "Forecast the renewal",
        "What you expect to be signed. Earlier forecasts stay; the newest counts.",
        "Forecast",
        "lifecycle.add_renewalforecast",
        forms.ForecastForm,
        _forecast,
        menu="Forecast renewal",
        order=30,
        after=links.renewal,
    ),
)
register(
    "renew",
    Action(
        "Close the renewal",
        "Adds the next term. The assessment and a case of the account are closed with it.",
        "Close the renewal",
        "lifecycle.add_renewalresult",
        forms.RenewForm,
        _renew,
        menu="Close renewal",
        order=31,
        after=links.renewal,
        template=_FORM,
    ),
)
register(
    "add-on",
    Action(
        "Add seats or a product",
        "Bought in between, and ending with the term: it moves no date and no stage.",
        "Add",
        "lifecycle.add_renewalresult",
        forms.AddOnForm,
        _add_on,
        menu="Add seats or a product",
        order=32,
        after=links.renewal,
    ),
)
register(
    "churn",
    Action(
        "They leave",
        "Ends the account's stages from that day on and opens the churn checklist. "
        "It can be taken back until something came of it.",
        "Close as churned",
        "lifecycle.add_renewalresult",
        forms.ChurnForm,
        _churn,
        menu="Close as churned",
        order=33,
        after=links.renewal,
        template=_FORM,
    ),
)
register(
    "undo-closing",
    Action(
        "Undo the closing",
        "The contract is as before, and the assessment and the case are open again.",
        "Undo it",
        "lifecycle.change_renewalresult",
        forms.UndoForm,
        _undo,
        after=links.renewal,
    ),
)
register(
    "open-case",
    Action(
        "Open a case",
        "Lighthouse brings Sales, Product and Engineering together every two weeks; a save plan "
        "is between you and your manager.",
        "Open it",
        "lifecycle.add_riskcase",
        forms.CaseForm,
        _case,
        menu="Open a risk case",
        order=34,
        after=links.renewal,
    ),
)
