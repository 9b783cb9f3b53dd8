"""Public pages about mail: stop it, see what is stored about it, allow it again."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts import consent
from accounts.models import Contact, SuppressionReason, Topic
from campaigns import links
from campaigns import preferences as choices
from campaigns.logo import logo as brand_logo
from campaigns.public import guards
from campaigns.public.page import Visitor, page, show


@page(links.UNSUBSCRIBE, limits=guards.NONE, revocable=False)
def unsubscribe(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Show a button; only a post stops the mails, whether a person or a mail program sends it.

    The page offers to stop only what the mail was about, too. Nothing ends this link: who was
    written to may always say no (RFC 8058).
    """
    if request.method == "POST":
        # One click sends no topic in its body: whatever the address says, it stops everything.
        topic = request.POST.get("topic", "")
        topic = topic if topic in Topic.values else ""
        address, source = visitor.contact.email, "unsubscribe link"
        consent.opt_out([address], source=source, now=timezone.now(), topic=topic)
    return _state(request, "public/unsubscribe.html", visitor.contact)


@page(links.PREFERENCES)
def preferences(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Show what the address gets; a post of `want`, or of the topics wanted, changes it."""
    if request.method == "POST":
        now, source, address = timezone.now(), "preferences page", visitor.contact.email
        if request.POST.get("want") == "no":
            consent.opt_out([address], source=source, now=now)
        elif request.POST.get("want") == "yes":
            consent.lift(address, reason=SuppressionReason.OPTED_OUT, source=source, now=now)
        elif request.POST.get("save") == "topics":
            wanted = request.POST.getlist("topic")
            choices.keep(visitor.contact, wanted, source=source, now=now)
    return _state(request, "public/preferences.html", visitor.contact)


def _state(request: HttpRequest, template: str, contact: Contact) -> HttpResponse:
    told = choices.read(contact)
    asked = request.POST.get("topic") or request.GET.get("topic")
    removed = contact.removed_at or contact.account.removed_at
    context = {
        "address": contact.email,
        "told": told,
        "topic": next((found for found in told.choices if found.slug == asked), None),
        "stopped": bool(told.reason),
        "undeliverable": told.undeliverable,
        "changed": request.method == "POST",
        "preferences": "" if removed else links.path_for(contact, links.PREFERENCES),
    }
    return show(request, template, context)


@require_safe
@cache_control(public=True, max_age=86_400)
def logo(request: HttpRequest) -> HttpResponse:
    """The vendor's logo, the same for everybody."""
    found = brand_logo()
    if found is None:
        raise Http404("No logo is set.")
    return HttpResponse(found.content, content_type="image/png")
