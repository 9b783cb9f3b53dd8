"""The pages where customers ask for help, see what became of it, and write again."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.crypto import get_random_string

from campaigns import links
from campaigns.help import thread as threads
from campaigns.help.forms import AskForm, ReplyForm
from campaigns.help.thread import Wish
from campaigns.models import HelpMessage, HelpRequest, HelpState, Touch
from campaigns.public.page import Visitor, page, show, unknown
from campaigns.times import by, spelled, zone_of_contact

_SEEN = (HelpMessage.Kind.CUSTOMER, HelpMessage.Kind.TEAM, HelpMessage.Kind.EVENT)
_SHOWN = 30


@page(links.HELP)
def ask(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """A form on GET, below it what was asked before; a request on POST, once a form."""
    if request.method != "POST":
        form = AskForm(initial={"once": get_random_string(22)})
        return _asking(request, visitor, form)
    form = AskForm(request.POST)
    if not form.is_valid():
        return _asking(request, visitor, form, status=400)
    data = form.cleaned_data
    wish = Wish(
        text=data["text"],
        subject=data["subject"],
        topic=data["topic"],
        urgent=data["urgency"] == "urgent",
        touch=Touch.objects.filter(pk=visitor.about, contact=visitor.contact).first(),
        key=f"page:{data['once']}",
    )
    made = threads.ask(visitor.contact, wish, now=timezone.now())
    return HttpResponseRedirect(f"{request.path}{made.pk}/?sent=1")


def _asking(
    request: HttpRequest, visitor: Visitor, form: AskForm, status: int = 200
) -> HttpResponse:
    zone = zone_of_contact(visitor.contact)
    mine = list(HelpRequest.objects.filter(contact=visitor.contact)[:_SHOWN])
    for each in mine:
        each.expected = by(each.due_at, zone) if each.state == HelpState.OPEN else ""
    usual = by(threads.due_at(visitor.contact.account, urgent=False, now=timezone.now()), zone)
    context = {"form": form, "mine": mine, "usual": usual, "ta": _advisor(visitor)}
    return show(request, "public/help.html", context, status=status)


def _advisor(visitor: Visitor):
    ta = visitor.contact.account.ta
    return ta if ta and ta.is_active else None


@page(links.HELP)
def thread(request: HttpRequest, visitor: Visitor, request_id: int) -> HttpResponse:
    """One request of the contact's own, and a place to write again."""
    found = (
        HelpRequest.objects.select_related("account__programme", "contact", "task__owner")
        .filter(pk=request_id, contact=visitor.contact)
        .first()
    )
    if found is None:
        return unknown(request)
    form = ReplyForm()
    if request.method == "POST":
        now = timezone.now()
        if "solved" in request.POST:
            if found.state != HelpState.CLOSED:
                threads.close(found, now=now)
            return HttpResponseRedirect(request.path)
        form = ReplyForm(request.POST)
        if form.is_valid():
            if not _said_already(found, form.cleaned_data["text"]):
                threads.reply(found, form.cleaned_data["text"], now=now)
            return HttpResponseRedirect(f"{request.path}?sent=1")
    return _thread(request, visitor, found, form)


def _said_already(found: HelpRequest, text: str) -> bool:
    """The same words twice in a row are one click too many."""
    last = found.messages.order_by("-pk").first()
    return bool(last and last.kind == HelpMessage.Kind.CUSTOMER and last.text == text.strip())


def _thread(
    request: HttpRequest, visitor: Visitor, found: HelpRequest, form: ReplyForm
) -> HttpResponse:
    zone = zone_of_contact(visitor.contact)
    messages = list(found.messages.filter(kind__in=_SEEN).select_related("by"))
    for message in messages:
        message.when = spelled(message.at, zone)
    context = {
        "found": found,
        "messages": messages,
        "expected": by(found.due_at, zone),
        "form": form,
        "sent": request.GET.get("sent") == "1",
        "back": links.path_for(visitor.contact, links.HELP),
    }
    status = 400 if form.errors else 200
    return show(request, "public/help_thread.html", context, status=status)
