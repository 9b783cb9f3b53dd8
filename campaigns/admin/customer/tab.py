"""The account's tab of its customer side: what they see, what they said, and who may look."""

from datetime import date
from typing import Any

from django.http import HttpRequest

from accounts.admin import tabs
from accounts.admin.tabs import Tab
from accounts.models import Account, Contact
from campaigns.models import ContactProposal
from lifecycle.models import BusinessReview, PlanComment, PlanSignature, ReviewComment, ReviewState

SLUG = "customer"
_REVIEWS, _SAID, _PEOPLE = 12, 10, 100


def read(request: HttpRequest, account: Account, on: date) -> dict[str, Any]:
    plan = account.plans.filter(archived_at=None).first()
    reviews = BusinessReview.objects.current().filter(account=account)
    return {
        "on": on,
        "plan": plan,
        "signatures": list(
            PlanSignature.objects.filter(version__plan=plan).select_related("version")
        )
        if plan
        else [],
        "reviews": list(reviews.exclude(state=ReviewState.DRAFT)[:_REVIEWS]),
        "people": list(Contact.objects.current().filter(account=account)[:_PEOPLE]),
        "proposals": list(
            account.proposals.filter(state=ContactProposal.State.OPEN).select_related("contact")
        ),
        "said": _said(account),
        "may_share_plan": request.user.has_perm("lifecycle.change_successplan"),
        "may_share_review": request.user.has_perm("lifecycle.change_businessreview"),
    }


def _said(account: Account) -> list[PlanComment | ReviewComment]:
    """What they and we said on the shared pages, the newest first."""
    on_plans = PlanComment.objects.filter(plan__account=account, internal=False)
    on_reviews = ReviewComment.objects.filter(review__account=account)
    found = [
        *on_plans.select_related("plan", "user", "contact").order_by("-at")[:_SAID],
        *on_reviews.select_related("review", "user", "contact").order_by("-at")[:_SAID],
    ]
    for comment in found:
        comment.about = comment.plan if isinstance(comment, PlanComment) else comment.review
    return sorted(found, key=lambda comment: comment.at, reverse=True)[:_SAID]


tabs.register(
    Tab(
        SLUG,
        "Customer's pages",
        "accounts.view_contact",
        "admin/campaigns/customer/tab.html",
        read,
        order=48,
    )
)
