"""Records on an account's page that its use cases were gone through together."""

from django import forms
from unfold.widgets import UnfoldAdminTextareaWidget

from accounts.admin.actions import Action, register
from accounts.admin.knowledge.actions import page
from accounts.admin.knowledge.forms import AccountForm
from lifecycle.work import mapping


class ReviewForm(AccountForm):
    note = forms.CharField(
        label="What came of it",
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
    )


def _review(request, account, form, on, now) -> str:
    found, finished = mapping.review(
        account, by=request.user, on=on, now=now, note=form.cleaned_data["note"]
    )
    task = " The playbook's task is done with it." if finished else ""
    return f"Kept: {len(found.map)} use cases as they stand today.{task}"


register(
    "mapping-review",
    Action(
        "We went through the use cases",
        "The map of use cases and features is kept as it stands today, and the task that asked "
        "for it is finished.",
        "Keep it",
        "accounts.add_mappingreview",
        ReviewForm,
        _review,
        after=page,
    ),
)
