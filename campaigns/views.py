"""Public pages about mail: stop it, see what is stored about it, allow it again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import consent
from accounts.models import Contact, SuppressionReason
from campaigns import links

_READ_OR_POST = ["GET", "HEAD", "POST"]


@csrf_exempt  # mail programs post without a cookie (RFC 8058); the token is the permission
@never_cache
@require_http_methods(_READ_OR_POST)
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button; only a post stops the mails, whether a person or a mail program sends it."""
    contact = _contact(token, links.UNSUBSCRIBE)
    if contact is None:
        return _unknown(request)
    if request.method == "POST":
        consent.opt_out([contact.email], source="unsubscribe link", now=timezone.now())
    stopped = _opted_out(contact)
    return _page(request, "public/unsubscribe.html", contact, stopped=stopped)


@csrf_exempt  # a page without cookies; the token is the permission
@never_cache
@require_http_methods(_READ_OR_POST)
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the address gets; a post with `want` yes or no changes it."""
    contact = _contact(token, links.PREFERENCES)
    if contact is None or contact.removed_at:
        return _unknown(request)
    if request.method == "POST":
        now, source = timezone.now(), "preferences page"
        if request.POST.get("want") == "no":
            consent.opt_out([contact.email], source=source, now=now)
        elif request.POST.get("want") == "yes":
            consent.lift(contact.email, reason=SuppressionReason.OPTED_OUT, source=source, now=now)
    return _page(request, "public/preferences.html", contact, stopped=_opted_out(contact))


def _contact(token: str, purpose: str) -> Contact | None:
    key = links.contact_of(token, purpose)
    return Contact.objects.filter(pk=key).first() if key is not None else None


def _opted_out(contact: Contact) -> bool:
    return contact.email.lower() in consent.reasons([contact.email.lower()])


def _page(request: HttpRequest, template: str, contact: Contact, *, stopped: bool) -> HttpResponse:
    context = {"address": contact.email, "stopped": stopped, "changed": request.method == "POST"}
    return _private(render(request, template, context))


def _unknown(request: HttpRequest) -> HttpResponse:
    """The same for a forged, a cut and a revoked link."""
    return _private(render(request, "public/unknown_link.html", status=404))


def _private(response: HttpResponse) -> HttpResponse:
    """The address of the page holds a token: it must not travel on, nor be found."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
