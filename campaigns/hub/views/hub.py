"""A contact's hub by link: what is theirs, what they tell us, and the way back to a lost link."""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from accounts.models import Contact, Role, Topic
from accounts.zones import known_zones
from campaigns import links
from campaigns.hub import lost as lost_links
from campaigns.hub import proposals, read
from campaigns.hub.places import Places
from campaigns.models import Status, Touch
from campaigns.public import guards
from campaigns.public.page import Visitor, open_page, page, show, unknown
from campaigns.sending.letters import Unwritable, letter_of

_LOST = guards.Limits(per_link=5, per_address=30, looks_per_link=None)
# What a contact may name a colleague for: the others are for us to know.
ROLES = (Role.PROGRAM_CONTACT, Role.INSTANCE_ADMIN, Role.CHAMPION, Role.END_USER)


@dataclass(slots=True)
class Answer:
    """What became of a post: done, or refused with why and what was typed."""

    done: str = ""
    refused: str = ""
    typed: QueryDict | dict = field(default_factory=dict)
    status: int = 200


@page(links.HUB)
def hub(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    contact = visitor.contact
    shown = {
        **read.hub(contact, on=timezone.localdate(), now=timezone.now()),
        "at": Places(contact),
    }
    return show(request, "public/hub/hub.html", {**shown, "token": visitor.token})


@page(links.HUB)
def you(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Two forms: what we keep about the contact, and a colleague to name."""
    contact, answer = visitor.contact, Answer()
    if request.method == "POST":
        answer = _answer(request.POST, contact, now=timezone.now())
    context = {
        "contact": contact,
        "account": contact.account,
        "at": Places(contact),
        "answer": answer,
        "zones": sorted(known_zones()),
        "roles": [(role.value, role.label) for role in ROLES],
        "proposals": [
            (proposal, proposals.changes(proposal))
            for proposal in contact.proposals.filter(state="open")
        ],
    }
    return show(request, "public/hub/you.html", context, status=answer.status)


def _answer(sent: QueryDict, contact: Contact, *, now: datetime) -> Answer:
    try:
        if sent.get("do") == "correct":
            note = sent.get("note", "")
            found = proposals.correct(contact, sent.dict(), note=note, now=now)
            return Answer(
                "Thank you. Our team looks at it before it is changed."
                if found
                else "That is what we have: nothing to change."
            )
        if sent.get("do") == "colleague":
            words = ("email", "first_name", "last_name", "title", "note")
            given = {name: sent.get(name, "") for name in words}
            roles = [role for role in sent.getlist("roles") if role in ROLES]
            proposals.name_colleague(contact, roles=roles, now=now, **given)
            return Answer("Thank you. Our team confirms it, then your colleague hears from us.")
    except ValueError as refused:
        return Answer(refused=str(refused), typed=sent, status=400)
    return Answer()


@page(links.HUB)
def mail(request: HttpRequest, visitor: Visitor, touch: int) -> HttpResponse:
    """A recap that was sent to the contact, as text, without its foot."""
    found = Touch.objects.filter(
        pk=touch, contact=visitor.contact, status=Status.SENT, campaign__topic=Topic.RECAPS
    ).select_related("campaign")
    row = found.first()
    if row is None:
        return unknown(request)
    try:
        written = letter_of(row).outgoing(1)
        subject, text = written.subject, written.text.partition("\n-- \n")[0]
    except Unwritable:  # its figures are not there any more
        subject, text = row.campaign.name, ""
    context = {
        "contact": visitor.contact,
        "at": Places(visitor.contact),
        "touch": row,
        "subject": subject,
        "text": text,
    }
    return show(request, "public/hub/mail.html", context)


@open_page
def lost(request: HttpRequest) -> HttpResponse:
    """The same answer for every address, known or not."""
    asked = request.method == "POST"
    if asked:
        now, address = timezone.now(), request.POST.get("email", "")[:254]
        guards.check(request, f"lost link {address.strip().lower()}", _LOST, now=now)
        lost_links.ask(address, now=now)
    else:
        guards.look(request, "lost link", _LOST, now=timezone.now())
    context = {"asked": asked, "mailbox": settings.PORTAL_SENDER_EMAIL}
    return show(request, "public/hub/lost.html", context)
