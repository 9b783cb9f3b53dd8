"""Public pages about mail: stop it, see what is stored about it, allow it again."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts import consent
from accounts.models import Contact, SuppressionReason
from campaigns import links
from campaigns.public import guards
from campaigns.public.page import Visitor, page, show


@page(links.UNSUBSCRIBE, limits=guards.NONE, revocable=False)
def unsubscribe(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Show a button; only a post stops the mails, whether a person or a mail program sends it.

    Nothing ends this link: who was written to may always say no (RFC 8058).
    """
    if request.method == "POST":
        consent.opt_out([visitor.contact.email], source="unsubscribe link", now=timezone.now())
    return _state(request, "public/unsubscribe.html", visitor.contact)


@page(links.PREFERENCES)
def preferences(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Show what the address gets; a post with `want` yes or no changes it."""
    if request.method == "POST":
        now, source, address = timezone.now(), "preferences page", visitor.contact.email
        if request.POST.get("want") == "no":
            consent.opt_out([address], source=source, now=now)
        elif request.POST.get("want") == "yes":
            consent.lift(address, reason=SuppressionReason.OPTED_OUT, source=source, now=now)
    return _state(request, "public/preferences.html", visitor.contact)


def _state(request: HttpRequest, template: str, contact: Contact) -> HttpResponse:
    reason = consent.reasons([contact.email]).get(contact.email, "")
    removed = contact.removed_at or contact.account.removed_at
    context = {
        "address": contact.email,
        "stopped": bool(reason),
        "undeliverable": reason not in ("", SuppressionReason.OPTED_OUT),
        "changed": request.method == "POST",
        "preferences": "" if removed else links.path_for(contact, links.PREFERENCES),
    }
    return show(request, template, context)
