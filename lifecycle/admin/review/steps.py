"""What people do with a review as a whole: each a form, the states it is offered in, one verb."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.http import HttpRequest

from lifecycle.admin.review.forms import HeldForm, SignForm, SureForm, WhyForm
from lifecycle.models import BusinessReview, ReviewSide, ReviewState
from lifecycle.reviews import build, steps

Verb = Callable[[HttpRequest, BusinessReview, forms.Form, date, datetime], tuple[str, int]]

CHANGE, SIGN = "lifecycle.change_businessreview", "lifecycle.add_reviewsignature"


@dataclass(frozen=True, slots=True)
class Step:
    """The verb says what was done and gives the review to show then."""

    title: str
    says: str
    button: str
    form: type[forms.Form]
    verb: Verb
    states: tuple[str, ...]
    permission: str = CHANGE
    tone: str = ""


def _ready(request, review, form, on, now):
    empty = steps.make_ready(review)
    still = f" Still empty: {', '.join(empty)}." if empty else ""
    return f"Ready; its figures stay as they are.{still}", review.pk


def _draft(request, review, form, on, now):
    steps.take_back(review)
    return "Back in draft.", review.pk


def _hold(request, review, form, on, now):
    held_on = form.cleaned_data["held_on"]
    done = steps.hold(review, held_on=held_on, by=request.user, on=on, now=now)
    also = f" Tasks of its playbook done with it: {done}." if done else ""
    return f"Held on {held_on}.{also}", review.pk


def _sign(side: str) -> Verb:
    def verb(request, review, form, on, now):
        data = form.cleaned_data
        found = steps.sign(
            review,
            side,
            name=str(request.user) if side == ReviewSide.OURS else data["name"],
            title=data["title"],
            signed_on=data["signed_on"],
            by=request.user,
            on=on,
            now=now,
        )
        return f"Signed by {found.name} on {found.signed_on}.", review.pk

    return verb


def _revise(request, review, form, on, now):
    copy = steps.revise(review, why=form.cleaned_data["why"], by=request.user, on=on, now=now)
    return f"Revision {copy.revision} begun; revision {review.revision} stays as signed.", copy.pk


def _archive(request, review, form, on, now):
    steps.archive(review, now=now)
    return "Archived.", review.pk


def _restore(request, review, form, on, now):
    steps.restore(review)
    return "Back from the archive.", review.pk


class OurSignForm(SignForm):
    """Ours is signed by whoever is logged in."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["name"]


STEPS: dict[str, Step] = {
    "ready": Step(
        "Make it ready",
        "The figures stay as they are now. The text can still be changed.",
        "Make ready",
        SureForm,
        _ready,
        (ReviewState.DRAFT,),
    ),
    "hold": Step(
        "The review was held",
        "It goes to the account's timeline as a meeting, and its playbook's task is done.",
        "It was held",
        HeldForm,
        _hold,
        build.OPEN,
    ),
    "sign": Step(
        "Sign off for our side",
        "From the first signature on, nothing of it can be changed any more.",
        "Sign",
        OurSignForm,
        _sign(ReviewSide.OURS),
        (ReviewState.HELD,),
        SIGN,
    ),
    "sign-customer": Step(
        "Record the customer's sign-off",
        "As they told you. From the first signature on, nothing of it can be changed any more.",
        "Record",
        SignForm,
        _sign(ReviewSide.CUSTOMER),
        (ReviewState.HELD,),
        SIGN,
    ),
    "draft": Step(
        "Take it back to draft",
        "Figures can be refreshed again.",
        "Back to draft",
        SureForm,
        _draft,
        (ReviewState.READY,),
    ),
    "revise": Step(
        "Correct it in a new revision",
        "What was signed stays as it is. The copy takes its place in the lists and is signed anew.",
        "Begin the revision",
        WhyForm,
        _revise,
        (ReviewState.HELD, ReviewState.SIGNED),
    ),
    "archive": Step(
        "Archive it",
        "It leaves the lists; nothing of it is lost.",
        "Archive",
        SureForm,
        _archive,
        tuple(ReviewState.values),
        tone="cs-danger",
    ),
    "restore": Step(
        "Put it back from the archive",
        "It stands in the lists again.",
        "Put back",
        SureForm,
        _restore,
        (),
    ),
}


def offered(request: HttpRequest, review: BusinessReview, signed: set[str]) -> list:
    """Those that make sense now and that the user may."""
    if review.archived_at:
        names = ["restore"]
    else:
        names = [name for name, step in STEPS.items() if review.state in step.states]
        names = [name for name in names if _sensible(name, review, signed)]
    found = [(name, STEPS[name]) for name in names]
    return [pair for pair in found if request.user.has_perm(pair[1].permission)]


def _sensible(name: str, review: BusinessReview, signed: set[str]) -> bool:
    if name == "revise":
        return bool(review.seal) and not hasattr(review, "revised_by")
    if name.startswith("sign"):
        side = ReviewSide.OURS if name == "sign" else ReviewSide.CUSTOMER
        return side not in signed
    return True
