"""Public pages to book a meeting: what about, when, and what to bring."""

from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.safestring import SafeString

from campaigns import links
from campaigns.booking import book, choosing, faces, forms, offers, recent
from campaigns.booking.choosing import Zone
from campaigns.booking.offers import Offer
from campaigns.booking.refused import Refused, Taken
from campaigns.models import Campaign, Meeting, MeetingType
from campaigns.public.page import Visitor, page, show, unknown, written

# Where a page says what only its visitor is told; nothing from the book can say so, being escaped.
_TOLD = SafeString("<!--told-->")


@page(links.BOOK)
def choose(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What to talk about; who comes from a mail that offers a meeting goes on to its times."""
    kinds = MeetingType.objects.filter(active=True)
    if "all" not in request.GET and (offered := _offered(kinds, visitor.about)):
        return HttpResponseRedirect(f"{_start(visitor)}{offered.slug}/")
    ta = visitor.contact.account.ta
    context = {
        "kinds": list(kinds),
        "start": _start(visitor),
        "faces": [faces.face(ta)] if ta and ta.is_active else [],
        "coming": _coming(visitor),
    }
    return show(request, "public/booking/choose.html", context)


@page(links.BOOK, joined=["account"])
def times(request: HttpRequest, visitor: Visitor, slug: str) -> HttpResponse:
    """The times of one kind of meeting, then its short form; only a post books."""
    if request.method == "POST":
        kind = MeetingType.objects.filter(slug=slug, active=True).select_related("pool").first()
        return _book(request, visitor, kind) if kind else unknown(request)
    now, zone = timezone.now(), choosing.zone_of(request.GET, visitor.contact)
    found = recent.find(slug, visitor.contact, now=now)
    if found is None:
        return unknown(request)
    kept, coming = found
    offer, at = kept.offer, forms.moment(request.GET.get("at"))
    if at in offer.free:
        context = _of(offer) | {"contact": visitor.contact, "zone": zone}
        context |= {"form": forms.BookingForm(kind=offer.kind), "at": _chosen(at, zone)}
        return show(request, "public/booking/form.html", context)
    day = choosing.day(request.GET)
    before, after = kept.page((zone, day), lambda: _page(offer, day, zone))
    booked = _coming(visitor, offer.kind) if coming else []
    told = choosing.told(gone=bool(request.GET.get("at")), coming=booked)
    return HttpResponse(b"".join((before, told.encode(), after)))


def _page(offer: Offer, day: date | None, zone: Zone) -> recent.Page:
    """The times of a day, without what only the visitor is told."""
    context = _of(offer) | {"choice": choosing.piece(offer, day, zone), "told": _TOLD}
    before, _, after = written("public/booking/times.html", context).partition(_TOLD)
    return recent.Page(before.encode(), after.encode())


def _book(request: HttpRequest, visitor: Visitor, kind: MeetingType) -> HttpResponse:
    now, zone = timezone.now(), choosing.zone_of(request.POST, visitor.contact)
    at, form = forms.moment(request.POST.get("at")), forms.BookingForm(request.POST, kind=kind)
    if at is None:
        return HttpResponseRedirect(request.path)
    if not form.is_valid():
        offer = offers.offer(kind, visitor.contact.account, now=now, since=at, until=at)
        context = _of(offer) | {"contact": visitor.contact, "zone": zone}
        context |= {"form": form, "at": _chosen(at, zone)}
        return show(request, "public/booking/form.html", context, status=422)
    try:
        meeting = book.book(
            kind,
            visitor.contact,
            at,
            now=now,
            zone=zone.name,
            topic=form.topic,
            answers=form.answers,
            note=form.cleaned_data["note"],
            offered_by=Campaign.objects.filter(pk=visitor.about).first(),
        )
    except Taken as taken:
        others = choosing.times(taken.offer.near(at), zone, {})
        context = _of(taken.offer) | {"contact": visitor.contact, "zone": zone}
        context |= {"form": form, "others": others, "said": str(taken)}
        return show(request, "public/booking/form.html", context, status=409)
    except Refused as refused:
        return show(request, "public/booking/over.html", {"said": str(refused)}, status=409)
    path = links.path_for(visitor.contact, links.MEETING, about=meeting.pk)
    return HttpResponseRedirect(f"{path}?done=booked")


def _chosen(at, zone: Zone) -> dict[str, str]:
    return {"value": forms.named(at), "said": choosing.when(at, zone.name)}


def _of(offer: Offer) -> dict[str, object]:
    """What every page about one kind of meeting shows of it."""
    return {
        "kind": offer.kind,
        "faces": [faces.face(user) for user in offer.people],
        "face": offer.face,
    }


def _offered(kinds: QuerySet[MeetingType], campaign: int) -> MeetingType | None:
    return kinds.filter(campaigns=campaign).first() if campaign else None


def _start(visitor: Visitor) -> str:
    return links.path_for(visitor.contact, links.BOOK, about=visitor.about)


def _coming(visitor: Visitor, kind: MeetingType | None = None) -> list[dict[str, str]]:
    """What the visitor has booked already, so that nobody books twice by mistake."""
    rows = Meeting.objects.coming(now=timezone.now()).filter(contact=visitor.contact)
    if kind:
        rows = rows.filter(type=kind)
    found = sorted(rows.order_by().values_list("starts_at", "pk", "zone", "type__name"))
    return [
        {
            "name": name,
            "when": choosing.when(starts_at, zone),
            "href": links.path_for(visitor.contact, links.MEETING, about=key),
        }
        for starts_at, key, zone, name in found[:5]
    ]
