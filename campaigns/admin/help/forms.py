"""The small forms of a help request's page."""

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminTextareaWidget

from accounts.admin import fields
from campaigns.models import HelpRequest


class ActForm(forms.Form):
    """Made for a request; ids carry the form's name, as a page holds several."""

    def __init__(self, *args: Any, found: HelpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"{type(self).__name__.removesuffix('Form').lower()}_%s"
        self.found = found


class AnswerForm(ActForm):
    text = forms.CharField(
        label="Answer",
        max_length=10_000,
        strip=False,
        help_text="Markdown. It leaves as a mail in your name, and stands on their page.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 8}),
    )


class NoteForm(ActForm):
    text = forms.CharField(
        label="Note",
        help_text="Seen by the team alone.",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
    )


class AssignForm(ActForm):
    owner = fields.owner()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].initial = self.found.task.owner_id if self.found.task else None
