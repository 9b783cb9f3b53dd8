"""What people do about an account's shared pages: share, hide, answer, send a link, look on."""

from typing import Any

from django import forms
from django.urls import reverse

from accounts.admin import fields
from accounts.admin.actions import Action, SureForm, register
from accounts.admin.knowledge.forms import AccountForm
from accounts.models import Account
from campaigns.admin.customer.tab import SLUG
from campaigns.hub import lost, share
from lifecycle.models import BusinessReview, ReviewState, SuccessPlan
from lifecycle.reviews import sharing


def page(account: Account) -> str:
    return reverse("admin:accounts_account_tab", args=[account.pk, SLUG])


class ShareForm(AccountForm):
    """To whom, and a few words; nobody chosen means that only those with a link see it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contacts"] = fields.contacts(
            self.account, "Write to", help_text="Each gets a mail with a link of their own."
        )
        self.fields["message"] = fields.text("Your words to them")


class SharePlanForm(ShareForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sign"] = forms.BooleanField(
            label="Ask them to sign it off as it stands now", required=False
        )


class ReviewForm(AccountForm):
    """About one review of the account that is not a draft any more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = BusinessReview.objects.current().filter(account=self.account)
        ready = found.exclude(state=ReviewState.DRAFT)
        self.fields["review"] = fields.row("Which", ready, empty="Choose one")


class ShareReviewForm(ShareForm, ReviewForm):
    field_order = ("review",)


class AnswerForm(ReviewForm):
    text = fields.text("Your comment", required=True)


class LinkForm(AccountForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"] = fields.row("Who", fields.people(self.account), empty="Choose one")


class ViewForm(AccountForm):
    """Nothing to send: the page lists the people to look as."""

    def people(self):
        return fields.people(self.account)[:100]


def _plan(account: Account) -> SuccessPlan:
    found = account.plans.filter(archived_at=None).first()
    if found is None:
        raise ValueError("The account has no success plan.")
    return found


def _share_plan(request, account, form, on, now) -> str:
    data = form.cleaned_data
    given = {"message": data["message"], "sign": data["sign"], "by": request.user}
    count = share.plan(_plan(account), data["contacts"], on=on, now=now, **given)
    return f"The plan is shown to the customer; mails on their way: {count}."


def _hide_plan(request, account, form, on, now) -> str:
    share.hide_plan(_plan(account))
    return "The customer does not see the plan any more."


def _share_review(request, account, form, on, now) -> str:
    data, by = form.cleaned_data, request.user
    given = {"message": data["message"], "by": by}
    count = share.review(data["review"], data["contacts"], on=on, now=now, **given)
    return f"The review is shown to the customer; mails on their way: {count}."


def _hide_review(request, account, form, on, now) -> str:
    sharing.share(form.cleaned_data["review"], False)
    return "The customer does not see the review any more."


def _answer(request, account, form, on, now) -> str:
    data = form.cleaned_data
    sharing.comment(data["review"], data["text"], user=request.user, now=now)
    return "Your comment stands on the review's page."


def _send(request, account, form, on, now) -> str:
    contact = form.cleaned_data["contact"]
    lost.send(contact, by=request.user, now=now)
    return f"{contact} gets a mail with the link to their page."


def _look(request, account, form, on, now) -> str:
    return "Choose somebody to look as."


_PLAN, _REVIEW = "lifecycle.change_successplan", "lifecycle.change_businessreview"
# Slug, title, what the page says, the button, the permission, the form, the verb and the menu.
_ACTIONS = (
    ("share-plan", "Share the success plan", "What is marked as internal stays with us: notes, "
     "relationships, and the objectives, actions and asks that are not shown.", "Share it", _PLAN,
     SharePlanForm, _share_plan, "Share the plan"),
    ("hide-plan", "Hide the success plan", "Links to it answer like unknown ones until it is "
     "shared again.", "Hide it", _PLAN, SureForm, _hide_plan, ""),
    ("share-review", "Share a business review", "The customer sees the points that are included, "
     "and no internal note.", "Share it", _REVIEW, ShareReviewForm, _share_review, ""),
    ("hide-review", "Hide a business review", "Links to it answer like unknown ones until it is "
     "shared again.", "Hide it", _REVIEW, ReviewForm, _hide_review, ""),
    ("answer-review", "Comment on a review", "The customer sees it on the review's page.",
     "Add it", _REVIEW, AnswerForm, _answer, ""),
    ("send-link", "Send the link to their page", "Their hub, with meetings, plan, reviews and "
     "recaps. Whoever has the link sees it.", "Send it", "accounts.change_contact", LinkForm,
     _send, ""),
)  # fmt: skip

for slug, title, says, button, permission, form, verb, menu in _ACTIONS:
    register(
        slug,
        Action(title, says, button, permission, form, verb, menu=menu, order=46, after=page),
    )
register(
    "view-as",
    Action(
        "View as customer",
        "Their pages as they see them; nothing can be sent from there.",
        "Look",
        "accounts.view_contact",
        ViewForm,
        _look,
        menu="View as customer",
        order=47,
        after=page,
        template="admin/campaigns/customer/view_as.html",
    ),
)
