"""The page behind a recap mail: the month's picture and its figures, as the mail told them."""

from calendar import monthrange
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from campaigns import figures, links, values
from campaigns.models import Recap
from campaigns.public import guards
from campaigns.public.page import Visitor, page, show, unknown
from campaigns.recaps import read
from campaigns.recaps.draw import draw
from campaigns.recaps.month import Month, from_json

LABELS = (
    ("mau", "People active"),
    ("seats", "Seats"),
    ("utilization", "Share of your seats"),
    ("utilization_target", "Goal for that share"),
    ("dau", "People on an average day"),
    ("usage", "Daily share of the active people"),
    ("usage_target", "Goal for that share"),
    ("change_mau", "Active people against the month before"),
)


@page(links.RECAP)
def recap(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    first = _month(visitor.about)
    if first is None:
        return unknown(request)
    kept = Recap.objects.filter(account=visitor.contact.account_id, month=first).defer("picture")
    told = kept.first()
    month = from_json(told.figures) if told else _as_it_is(visitor, first)
    context = {
        "month": month,
        "account": visitor.contact.account,
        "as_of": told.as_of if told else None,
        "figures": _told(month),
        "picture": reverse("public:recap_picture", args=[visitor.token]),
    }
    return show(request, "public/recap.html", context)


@page(links.RECAP, limits=guards.IN_MAILS)
def picture(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Drawn here, and not kept, only when it is asked for before the heartbeat came to it."""
    first = _month(visitor.about)
    if first is None:
        return unknown(request)
    told = Recap.objects.filter(account=visitor.contact.account_id, month=first).first()
    if told and told.picture:
        drawn = bytes(told.picture)
    else:
        drawn = draw(from_json(told.figures) if told else _as_it_is(visitor, first))
    return HttpResponse(drawn, content_type="image/png")


def _told(month: Month) -> list[tuple[str, str]]:
    """A goal only beside what it is for."""
    known = {name for name, _ in LABELS if month.figure(name)}
    shown = known - {f"{name}_target" for name, _ in LABELS if name not in known}
    return [(label, month.figure(name)) for name, label in LABELS if name in shown]


def _as_it_is(visitor: Visitor, first: date) -> Month:
    """Before the mail left, for its preview: the month as it is known now."""
    account = visitor.contact.account
    days = monthrange(first.year, first.month)[1]
    period = figures.closed_month(f"{date.fromordinal(first.toordinal() + days):%Y-%m}")
    said = values.month(account.pk, account.programme_id, f"{period.before:%Y-%m}")
    return read.months([read.Told(account.pk, account.name, said)], period)[account.pk]


def _month(number: int) -> date | None:
    year, month = divmod(number, 100)
    return date(year, month, 1) if 2000 <= year < 2100 and 1 <= month <= 12 else None
