"""A contact's own pages as they see them, for our team; nothing can be sent from there."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone

from accounts.models import Contact
from campaigns import links
from campaigns.hub import read
from campaigns.hub.places import Places
from campaigns.hub.views import plan as plan_page
from campaigns.hub.views import review as review_page
from campaigns.public.page import show


def urls(wrap: Any) -> list[URLPattern]:
    """Below the admin of proposals."""
    return [
        path(f"as/<int:contact>/{route}", wrap(view), name=f"campaigns_as_customer_{purpose}")
        for purpose, route, view in (
            (links.HUB, "hub/", hub),
            (links.PLAN, "plan/<int:key>/", plan),
            (links.REVIEW, "review/<int:key>/", review),
        )
    ]


def hub(request: HttpRequest, contact: int) -> HttpResponse:
    found = _contact(request, contact, "accounts.view_contact")
    shown = read.hub(found, on=timezone.localdate(), now=timezone.now())
    return show(request, "public/hub/hub.html", {**shown, "at": Places(found, viewing=True)})


def plan(request: HttpRequest, contact: int, key: int) -> HttpResponse:
    found = _contact(request, contact, "lifecycle.view_successplan")
    shown = plan_page.find(found, key)
    if shown is None:
        raise Http404("The customer does not see this plan.")
    context = plan_page.read(found, shown, on=timezone.localdate())
    return show(request, "public/hub/plan.html", {**context, **_frame(found)})


def review(request: HttpRequest, contact: int, key: int) -> HttpResponse:
    found = _contact(request, contact, "lifecycle.view_businessreview")
    shown = review_page.find(found, key)
    if shown is None:
        raise Http404("The customer does not see this review.")
    context = review_page.read(found, shown, now=timezone.now())
    return show(request, "public/hub/review.html", {**context, **_frame(found)})


def _frame(contact: Contact) -> dict[str, Any]:
    return {
        "contact": contact,
        "account": contact.account,
        "at": Places(contact, viewing=True),
        "answer": plan_page.Answer(),
        "typed": {},
    }


def _contact(request: HttpRequest, key: int, permission: str) -> Contact:
    if not request.user.has_perm(permission):
        raise PermissionDenied
    people = Contact.objects.current().filter(account__removed_at=None)
    found = people.select_related("account__ta").filter(pk=key).first()
    if found is None:
        raise Http404("There is no such contact.")
    return found
