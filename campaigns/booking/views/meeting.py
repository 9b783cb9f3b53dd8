"""The page of a contact's own meeting: what it is, and to move it, cancel it or add to it."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from campaigns import links
from campaigns.booking import book, choosing, entries, faces, forms, notes, offers, texts
from campaigns.booking.invitation import PUBLISH
from campaigns.booking.refused import Refused, Taken
from campaigns.models import Meeting
from campaigns.public.page import Visitor, page, show, unknown

_DONE = {
    "booked": "Booked. An invitation is on its way to you.",
    "moved": "Moved. Your calendar gets the new time by mail.",
    "cancelled": "Cancelled. Your calendar is told by mail.",
    "noted": "Added. Your host gets it by mail.",
}


def _own(view: Callable[[HttpRequest, Visitor, Meeting], HttpResponse]):
    """A page about a meeting of the visitor's own; any other answers as a bad link does."""

    @page(links.MEETING)
    @wraps(view)
    def found(request: HttpRequest, visitor: Visitor) -> HttpResponse:
        meeting = (
            Meeting.objects.select_related("type", "account", "contact")
            .filter(pk=visitor.about, contact=visitor.contact)
            .first()
        )
        return view(request, visitor, meeting) if meeting else unknown(request)

    return found


@_own
def meeting(request: HttpRequest, visitor: Visitor, meeting: Meeting) -> HttpResponse:
    """Looking shows it; a post adds a note or cancels."""
    note, cancel, said = forms.NoteForm(), forms.CancelForm(), ""
    if request.method == "POST":
        verb = request.POST.get("do")
        if verb == "note":
            note = forms.NoteForm(request.POST)
            form, carry_out = note, _add
        elif verb == "cancel":
            cancel = forms.CancelForm(request.POST)
            form, carry_out = cancel, _cancel
        else:
            return HttpResponseRedirect(request.path)
        if form.is_valid():
            try:
                return HttpResponseRedirect(f"{request.path}?done={carry_out(meeting, form)}")
            except Refused as refused:
                said = str(refused)
    context = _of(visitor, meeting) | {"note": note, "cancel": cancel, "said": said}
    context |= {"done": _DONE.get(request.GET.get("done", ""), "")}
    status = 422 if note.is_bound or cancel.is_bound else 200
    return show(request, "public/booking/meeting.html", context, status)


@_own
def move(request: HttpRequest, visitor: Visitor, meeting: Meeting) -> HttpResponse:
    """The times it could be moved to, then a button; only the post moves it."""
    now = timezone.now()
    asked = request.POST if request.method == "POST" else request.GET
    zone = choosing.zone_of(asked, visitor.contact, booked_in=meeting.zone)
    at = forms.moment(asked.get("at"))
    context = _of(visitor, meeting) | {"zone": zone}
    if not context["open"]:
        return show(request, "public/booking/meeting.html", context | {"said": ""})
    if request.method == "POST" and at is not None:
        try:
            book.move(meeting, at, now=now, zone=zone.name)
            back = links.path_for(visitor.contact, links.MEETING, about=meeting.pk)
            return HttpResponseRedirect(f"{back}?done=moved")
        except Taken as taken:
            others = choosing.times(taken.offer.near(at), zone, {})
            context |= {"said": str(taken), "others": others}
            return show(request, "public/booking/move.html", context, status=409)
        except Refused as refused:
            return show(request, "public/booking/over.html", {"said": str(refused)}, status=409)
    offer = offers.offer(meeting.type, meeting.account, now=now, moving=meeting)
    if at in offer.free:
        context["at"] = {"value": forms.named(at), "said": choosing.when(at, zone.name)}
        return show(request, "public/booking/move.html", context)
    choice = choosing.piece(offer, choosing.day(request.GET), zone)
    context |= {"choice": choice, "told": choosing.told(gone=bool(request.GET.get("at")))}
    return show(request, "public/booking/times.html", context)


@_own
def entry(request: HttpRequest, visitor: Visitor, meeting: Meeting) -> HttpResponse:
    """A file that calendars take in, for whoever the mail does not reach."""
    if not meeting.is_booked:
        return unknown(request)
    text = entries.file(meeting, PUBLISH, to=visitor.contact, now=timezone.now())
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return answer


def _add(meeting: Meeting, form: forms.NoteForm) -> str:
    notes.add(meeting, form.cleaned_data["note"], now=timezone.now())
    return "noted"


def _cancel(meeting: Meeting, form: forms.CancelForm) -> str:
    book.cancel(meeting, now=timezone.now(), reason=form.cleaned_data["reason"])
    return "cancelled"


def _of(visitor: Visitor, meeting: Meeting) -> dict[str, object]:
    """What every page about the meeting shows of it; open is what may still be changed."""
    hosts = [row.user for row in meeting.hosts.select_related("user").order_by("-leads", "pk")]
    own = links.path_for(visitor.contact, links.MEETING, about=meeting.pk)
    return {
        "meeting": meeting,
        "kind": meeting.type,
        "contact": visitor.contact,
        "when": texts.when(meeting, meeting.zone),
        "faces": [faces.face(user) for user in hosts],
        "open": meeting.is_booked and meeting.starts_at > timezone.now(),
        "own": own,
        "again": links.path_for(visitor.contact, links.BOOK),
    }
