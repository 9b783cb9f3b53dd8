"""A business review as the customer sees it, and what they may say and do there."""

from datetime import date, datetime
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import slugify

from accounts.models import Contact
from campaigns import links
from campaigns.hub.places import Places
from campaigns.public.page import Visitor, page, show, unknown
from lifecycle.models import BusinessReview, ReviewSide, ReviewState
from lifecycle.reviews import sharing, shown
from lifecycle.reviews.brand import brand
from lifecycle.reviews.pdf.file import write

_COMMENTS = 100


def find(contact: Contact, key: int) -> BusinessReview | None:
    """The review, while it is shared with the contact's account."""
    reviews = BusinessReview.objects.filter(account=contact.account_id, shared=True)
    found = reviews.select_related("account__ta", "owner").filter(pk=key).first()
    return found if found and sharing.visible(found) else None


def read(contact: Contact, review: BusinessReview, *, now: datetime) -> dict[str, Any]:
    """What the page shows, in a fixed number of queries."""
    found = shown.read(review)
    digest, opened_at = shown.digest(found), now.isoformat()
    signed = {signature.side for signature in found.signatures}
    comments = review.comments.select_related("user", "contact")
    return {
        "shown": found,
        "brand": brand(),
        "sign_fields": [("digest", digest), ("opened_at", opened_at)],
        "comments": list(comments[:_COMMENTS]),
        "signable": review.state == ReviewState.HELD and ReviewSide.CUSTOMER not in signed,
        "missing": found.empty,
    }


@page(links.REVIEW)
def review(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    contact, now = visitor.contact, timezone.now()
    found = find(contact, visitor.about)
    if found is None:
        return unknown(request)
    if request.method != "POST" and request.GET.get("as") == "pdf":
        return pdf(found)
    done, refused, points, status = "", "", [], 200
    if request.method == "POST":
        try:
            done = _answer(request.POST, contact, found, on=timezone.localdate(), now=now)
        except sharing.StaleReviewError as stale:
            refused, points, status = str(stale), stale.points, 409
        except ValueError as error:
            refused, status = str(error), 400
        found = find(contact, visitor.about) or found
    context = {
        **read(contact, found, now=now),
        "contact": contact,
        "account": contact.account,
        "done": done,
        "refused": refused,
        "points": points,
        "typed": request.POST if refused else {},
        "at": Places(contact),
    }
    return show(request, "public/hub/review.html", context, status=status)


def pdf(review: BusinessReview) -> FileResponse | HttpResponse:
    """The same as a file."""
    response = HttpResponse(write(shown.read(review), brand()), content_type="application/pdf")
    name = slugify(f"{review.account.name} {review.title}") or "business-review"
    response["Content-Disposition"] = f'attachment; filename="{name[:100]}.pdf"'
    return response


def _answer(
    sent: QueryDict, contact: Contact, review: BusinessReview, *, on: date, now: datetime
) -> str:
    if sent.get("do") == "comment":
        sharing.comment(review, sent.get("text", ""), now=now, contact=contact)
        return "Your comment stands below; our team is told."
    if sent.get("do") != "sign":
        return ""
    opened_at = parse_datetime(sent.get("opened_at", ""))
    if opened_at is None or timezone.is_naive(opened_at):
        raise ValueError("Open the page again before you sign.")
    signature = sharing.sign(
        review,
        sent.get("digest", ""),
        opened_at=opened_at,
        contact=contact,
        name=sent.get("name", ""),
        title=sent.get("title", ""),
        on=on,
        now=now,
    )
    return f"Signed by {signature.name}. Thank you."
