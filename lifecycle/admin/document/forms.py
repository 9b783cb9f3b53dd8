"""The forms in which documents and templates are written."""

from typing import Any

from django import forms
from django.core.validators import validate_slug
from django.urls import reverse_lazy
from django.utils.dateparse import parse_datetime
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.models import Account
from lifecycle.models import DocumentTemplate, Task
from lifecycle.playbooks.fields import DefinitionError
from lifecycle.work import document as documents
from lifecycle.work import fill


class Editor(UnfoldAdminTextareaWidget):
    """Shows beside itself how the Markdown will look, as it is written."""

    def __init__(self, model: str) -> None:
        super().__init__(
            attrs={
                "rows": 30,
                "class": "cs-code",
                "hx-post": reverse_lazy(f"admin:lifecycle_{model}_preview"),
                "hx-trigger": "input changed delay:400ms",
                "hx-target": "#preview",
            }
        )


class BodyForm(forms.Form):
    """`seen` is the moment of the text that is edited."""

    body = forms.CharField(label="Text", required=False, strip=False, widget=Editor("document"))
    seen = forms.CharField(widget=forms.HiddenInput())

    def clean_body(self) -> str:
        return self.cleaned_data["body"].replace("\r\n", "\n")

    def clean_seen(self) -> Any:
        found = parse_datetime(self.cleaned_data["seen"])
        if found is None:
            raise forms.ValidationError("Open the document again, and edit it from there.")
        return found


class WriteForm(forms.Form):
    """What a document is written from, and for which account or task."""

    account = forms.ModelChoiceField(Account.objects.current(), widget=forms.HiddenInput())
    task = forms.ModelChoiceField(Task.objects.all(), required=False, widget=forms.HiddenInput())
    template = forms.ModelChoiceField(
        DocumentTemplate.objects.all(),
        label="From the template",
        empty_label=None,
        widget=UnfoldAdminSelectWidget(),
    )

    def offer(self, templates: list[DocumentTemplate]) -> "WriteForm":
        """Only the newest of each, already read."""
        self.fields["template"].choices = [(found.pk, found.name) for found in templates]
        return self


class TemplateForm(forms.Form):
    slug = forms.CharField(
        label="Key",
        max_length=40,
        validators=[validate_slug],
        help_text="What playbooks call it, such as handoff.",
        widget=UnfoldAdminTextInputWidget(),
    )
    name = forms.CharField(max_length=80, widget=UnfoldAdminTextInputWidget())
    body = forms.CharField(label="Text", strip=False, widget=Editor("documenttemplate"))

    def __init__(self, *args: Any, template: DocumentTemplate | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if template:
            del self.fields["slug"]

    def clean_slug(self) -> str:
        if DocumentTemplate.objects.filter(slug=self.cleaned_data["slug"]).exists():
            raise forms.ValidationError("There is one with this key.")
        return self.cleaned_data["slug"]

    def clean_body(self) -> str:
        body = self.cleaned_data["body"].replace("\r\n", "\n").strip() + "\n"
        try:
            fill.check(body)
        except fill.FillError as error:
            raise forms.ValidationError(str(error).capitalize()) from error
        return body


def writing(account: Account, task: Task | None = None) -> WriteForm | None:
    """Offered where there is a template; the one that the task's step asks for is chosen."""
    templates = newest()
    if not templates:
        return None
    asked = _asked(task) if task else None
    initial = {"account": account.pk, "task": task.pk if task else None}
    return WriteForm(initial={**initial, "template": asked.pk if asked else None}).offer(templates)


def _asked(task: Task) -> DocumentTemplate | None:
    try:
        return documents.template_of(task)
    except DefinitionError:  # of a version that cannot be used any more
        return None


def newest() -> list[DocumentTemplate]:
    """The version of each template that new documents are written from, by name."""
    rows = DocumentTemplate.objects.order_by("slug", "number").defer("body")
    found = {template.slug: template for template in rows}
    return sorted(found.values(), key=lambda template: template.name)
