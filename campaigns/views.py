"""Public pages about mail: stop it, see what is stored about it, allow it again."""

from django.conf import settings
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
    """Show a button; only a post stops the mails, whether a person or a mail program sends it.

    A contact's removal does not end this link: who was written to may always say no.
    """
    contact = _contact(token, links.UNSUBSCRIBE)
    if contact is None:
        return _unknown(request)
    if request.method == "POST":
        consent.opt_out([contact.email], source="unsubscribe link", now=timezone.now())
    return _state(request, "public/unsubscribe.html", contact)


@csrf_exempt  # a page without cookies; the token is the permission
@never_cache
@require_http_methods(_READ_OR_POST)
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the address gets; a post with `want` yes or no changes it."""
    contact = _contact(token, links.PREFERENCES)
    if contact is None or _is_gone(contact):
        return _unknown(request)
    if request.method == "POST":
        now, source = timezone.now(), "preferences page"
        if request.POST.get("want") == "no":
            consent.opt_out([contact.email], source=source, now=now)
        elif request.POST.get("want") == "yes":
            consent.lift(contact.email, reason=SuppressionReason.OPTED_OUT, source=source, now=now)
    return _state(request, "public/preferences.html", contact)


def _contact(token: str, purpose: str) -> Contact | None:
    key = links.contact_of(token, purpose)
    if key is None:
        return None
    return Contact.objects.select_related("account").filter(pk=key).first()


def _is_gone(contact: Contact) -> bool:
    return bool(contact.removed_at or contact.account.removed_at)


def _state(request: HttpRequest, template: str, contact: Contact) -> HttpResponse:
    reason = consent.reasons([contact.email]).get(contact.email, "")
    context = {
        "address": contact.email,
        "stopped": bool(reason),
        "undeliverable": reason not in ("", SuppressionReason.OPTED_OUT),
        "changed": request.method == "POST",
        "preferences": "" if _is_gone(contact) else links.path(contact.pk, links.PREFERENCES),
    }
    return _page(request, template, context)


def _unknown(request: HttpRequest) -> HttpResponse:
    """The same for a forged, a cut and a revoked link."""
    return _page(request, "public/unknown_link.html", {}, status=404)


def _page(
    request: HttpRequest, template: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    """Its address holds a token: that must not travel on, nor be found by a search engine."""
    context |= {
        "vendor": settings.PORTAL_VENDOR_NAME,
        "postal_address": settings.PORTAL_POSTAL_ADDRESS,
    }
    response = render(request, template, context, status=status)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
