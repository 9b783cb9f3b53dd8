"""A survey's definition on its way from a draft to the next version."""

from typing import Any

from django import forms
from django.core.validators import validate_slug
from django.http import HttpRequest
from django.utils import timezone
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from campaigns.models import Survey
from campaigns.surveys import definitions, source, versions
from campaigns.surveys.question import TYPES
from lifecycle.work import difference
from lifecycle.yaml_text import TextError

_BEGINNING = """\
name:
purpose: ""
kind: own
intro: ""
questions:
- key: score
  type: rating
  ask: How useful was it?
  needed: true
  low: Not useful
  high: Very useful
- key: why
  type: text
  ask: What would have made it better?
- key: help
  type: help
  ask: I would like help
thanks: ""
"""


class SourceForm(forms.Form):
    slug = forms.CharField(
        label="Key",
        max_length=40,
        validators=[validate_slug],
        help_text="What it is called in campaigns and files, such as beta_feedback.",
        widget=UnfoldAdminTextInputWidget(),
    )
    text = forms.CharField(
        label="Definition",
        strip=False,
        help_text=f"Types of questions: {', '.join(TYPES)}. One with “only_after” is "
        "asked after these answers to the question it follows, for example only_after: [0, 1, 2].",
        widget=UnfoldAdminTextareaWidget(
            attrs={"rows": 28, "class": "cs-code", "spellcheck": "false"}
        ),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, survey: Survey | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.survey = survey
        if survey:
            del self.fields["slug"]

    def clean_slug(self) -> str:
        if Survey.objects.filter(slug=self.cleaned_data["slug"]).exists():
            raise forms.ValidationError("There is one with this key.")
        return self.cleaned_data["slug"]

    def clean_seen(self) -> str:
        """What somebody else saved meanwhile is not passed over unread."""
        if self.cleaned_data["seen"] != stand(self.survey):
            raise forms.ValidationError("Somebody saved it meanwhile; begin from what is there.")
        return self.cleaned_data["seen"]


def stand(survey: Survey | None) -> str:
    """Which version and draft an edit began from."""
    if survey is None:
        return ""
    return f"{survey.current_id or ''}/{survey.draft_at.isoformat() if survey.draft_at else ''}"


class Draft:
    """What was typed, the draft, or the current version to begin from."""

    def __init__(self, request: HttpRequest, survey: Survey | None) -> None:
        self.request, self.survey = request, survey
        initial = {"text": self._beginning(), "seen": stand(survey)}
        sent = request.POST if request.method == "POST" else None
        self.form = SourceForm(sent, survey=survey, initial=initial)
        self.definition: dict[str, Any] | None = None

    def kept(self) -> bool:
        """Whether it was kept as a draft, which may have mistakes."""
        if "keep" not in self.request.POST or self.survey is None or not self.form.is_valid():
            return False
        text = self.form.cleaned_data["text"]
        versions.keep(self.survey, text, by=self.request.user, now=timezone.now())
        return True

    def published(self) -> Survey | None:
        """The survey with its new version, if that was asked for and nothing is wrong."""
        if "publish" not in self.request.POST or not self._reads():
            return None
        slug = self.survey.slug if self.survey else self.form.cleaned_data["slug"]
        made = versions.publish(
            slug, self.definition or {}, now=timezone.now(), author=self.request.user
        )
        if made == versions.UNCHANGED:
            self.form.add_error("text", "This is the current version; nothing differs.")
            return None
        return Survey.objects.select_related("current").get(slug=slug)

    def _reads(self) -> bool:
        if not self.form.is_valid():
            return False
        try:
            self.definition = source.read(self.form.cleaned_data["text"])
        except TextError as error:
            self.form.add_error("text", str(error))
            return False
        return True

    def context(self) -> dict[str, Any]:
        """The form, and how it reads and what it would change."""
        newest = self.survey.versions.first() if self.survey else None
        found: dict[str, Any] = {"form": self.form, "number": (newest.number if newest else 0) + 1}
        if not self.form.is_bound or not (self.definition or self._reads()):
            return found
        current = self.survey.current if self.survey else None
        before = source.write(current.definition) if current else ""
        return {
            **found,
            "previewed": definitions.read(self.definition or {}),
            "rows": difference.rows(before, source.write(self.definition or {})),
        }

    def _beginning(self) -> str:
        if self.survey is None:
            return _BEGINNING
        if self.survey.draft:
            return self.survey.draft
        return source.write(self.survey.current.definition) if self.survey.current else _BEGINNING
