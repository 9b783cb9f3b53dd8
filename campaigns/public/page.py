"""The frame of every public page: who may look, what may be posted, and what never travels on.

    @page(links.BOOK)
    def book(request, visitor): ...        # visitor.contact, visitor.about

A view gets a visitor only when the link is good; it looks on GET and HEAD and acts on POST alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from accounts.models import Contact
from campaigns import links
from campaigns.logo import logo
from campaigns.public import guards, visitors
from campaigns.public.guards import Refused

_METHODS = ("GET", "HEAD", "POST")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who came, by a link of which purpose, about what, and the link itself."""

    contact: Contact
    purpose: str
    about: int
    token: str


View = Callable[..., HttpResponseBase]


def page(
    purpose: str,
    *,
    limits: guards.Limits = guards.USUAL,
    revocable: bool = True,
    joined: Sequence[str] = ("account__ta", "account__programme"),
) -> Any:
    """Make `view(request, visitor, …)` a public page below the purpose's address.

    A page that is not `revocable` stays open to who was removed or whose links were revoked.
    What is `joined` comes with the contact in one query.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def of_token(request: HttpRequest, token: str, **given: Any) -> HttpResponseBase:
            link = f"{purpose} {token[: links.LONGEST_TOKEN]}"
            if request.method != "POST":
                guards.look(request, link, limits, now=timezone.now())
            visitor = visitor_of(token, purpose, revocable=revocable, joined=joined)
            if visitor is None:
                return unknown(request)
            if request.method == "POST":
                guards.check(request, link, limits, now=timezone.now())
            return view(request, visitor, **given)

        return open_page(of_token)

    return decorate


def open_page(view: View) -> View:
    """Make `view(request, …)` a public page without a token, such as the one for a lost link.

    It asks its guards itself: guards.look and guards.check(request, "lost link", limits, now=…).
    """

    @csrf_exempt  # pages without cookies: the token, where there is one, is the permission
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **given: Any) -> HttpResponseBase:
        if request.method not in _METHODS:
            return secluded(HttpResponseNotAllowed(_METHODS))
        try:
            return secluded(view(request, *args, **given))
        except Refused as refusal:
            return secluded(_refusal(request, refusal))

    return guarded


def visitor_of(
    token: str, purpose: str, *, revocable: bool = True, joined: Sequence[str] = ("account",)
) -> Visitor | None:
    """Whom the link lets in; nobody for one forged, cut, revoked, or of somebody removed."""
    bearer = links.read(token, purpose)
    if bearer is None:
        return None
    contact = visitors.contact(bearer.contact, joined)
    if contact is None or (revocable and not _is_open(contact, bearer)):
        return None
    return Visitor(contact, purpose, bearer.about, token)


def show(
    request: HttpRequest, template: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    """The page, with what the frame itself shows."""
    return HttpResponse(written(template, context, request), status=status)


def written(
    template: str, context: dict[str, object], request: HttpRequest | None = None
) -> SafeString:
    """The same as text; without a request nothing of who asked can be in it."""
    frame = {
        "vendor": settings.PORTAL_VENDOR_NAME,
        "logo": logo(),
        "postal_address": settings.PORTAL_POSTAL_ADDRESS,
    }
    return render_to_string(template, frame | context, request)


def unknown(request: HttpRequest) -> HttpResponse:
    """The same for a forged, a cut and a revoked link, and for what it does not lead to."""
    return show(request, "public/unknown_link.html", {}, status=404)


def _refusal(request: HttpRequest, refusal: Refused) -> HttpResponse:
    context = {"title": refusal.title, "said": refusal.said}
    answer = show(request, "public/refused.html", context, status=refusal.status)
    if refusal.wait:
        answer["Retry-After"] = str(int(refusal.wait.total_seconds()))
    return answer


def secluded(response: HttpResponseBase) -> HttpResponseBase:
    """An address that holds a token must not travel on, nor be found by a search engine."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _is_open(contact: Contact, bearer: links.Bearer) -> bool:
    removed = contact.removed_at or contact.account.removed_at
    return not removed and bearer.generation == contact.links_revoked
