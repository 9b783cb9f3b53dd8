"""A playbook's definition on its way from the form to the next version."""

from typing import Any

from django import forms
from django.core.validators import validate_slug
from django.http import HttpRequest
from django.utils import timezone
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from accounts.models import Programme
from lifecycle import yaml_text
from lifecycle.admin.playbook import reading
from lifecycle.models import Playbook
from lifecycle.playbooks import definitions, readable, source, versions
from lifecycle.work import difference

_BEGINNING = """\
name:
purpose: ""
trigger: {{kind: by_hand}}
programmes: {{{programmes}}}
steps:
- key: first
  title:
  owner: ta
  due: {{from: opened, days: 7}}
"""


def may_edit(request: HttpRequest) -> bool:
    return request.user.has_perm("lifecycle.add_playbookversion")


class SourceForm(forms.Form):
    slug = forms.CharField(
        label="Key",
        max_length=40,
        validators=[validate_slug],
        help_text="What it is called in files and links, such as ask_for_reference.",
        widget=UnfoldAdminTextInputWidget(),
    )
    text = forms.CharField(
        label="Definition",
        strip=False,
        widget=UnfoldAdminTextareaWidget(
            attrs={"rows": 28, "class": "cs-code", "spellcheck": "false"}
        ),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, playbook: Playbook | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.playbook = playbook
        if playbook:
            del self.fields["slug"]

    def clean_slug(self) -> str:
        if Playbook.objects.filter(slug=self.cleaned_data["slug"]).exists():
            raise forms.ValidationError("There is one with this key.")
        return self.cleaned_data["slug"]

    def clean_seen(self) -> int | None:
        """What somebody else saved meanwhile is not passed over unread."""
        current = self.playbook.current_id if self.playbook else None
        if self.cleaned_data["seen"] != current:
            raise forms.ValidationError("Somebody saved another version meanwhile; begin from it.")
        return current

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        slug = self.playbook.slug if self.playbook else data.get("slug", "new")
        if "text" in data:
            try:
                data["definition"] = source.read(slug, data["text"], templates=reading.templates())
            except yaml_text.TextError as error:
                self.add_error("text", str(error))
        return data


class Draft:
    """What was typed, or the current version to begin from."""

    def __init__(self, request: HttpRequest, playbook: Playbook | None) -> None:
        self.request, self.playbook = request, playbook
        initial = {"text": self._beginning(), "seen": playbook.current_id if playbook else None}
        sent = request.POST if request.method == "POST" else None
        self.form = SourceForm(sent, playbook=playbook, initial=initial)

    def saved(self) -> Playbook | None:
        """The playbook with its new version, if saving was asked for and nothing is wrong."""
        if "save" not in self.request.POST or not self.form.is_valid():
            return None
        data = self.form.cleaned_data
        slug = self.playbook.slug if self.playbook else data["slug"]
        made = versions.publish(
            slug, data["definition"], now=timezone.now(), author=self.request.user
        )
        if made == versions.UNCHANGED:
            self.form.add_error("text", "This is the current version; nothing differs.")
            return None
        return Playbook.objects.select_related("current").get(slug=slug)

    def context(self) -> dict[str, Any]:
        """The form, and where it can be used, how it reads and what it would change."""
        found: dict[str, Any] = {"form": self.form, "number": self._number() + 1}
        if not self.form.is_bound or not self.form.is_valid():
            return found
        definition = self.form.cleaned_data["definition"]
        names = dict(Programme.objects.values_list("slug", "name"))
        rules = definitions.read("draft", definition)
        current = self.playbook.current if self.playbook else None
        return {
            **found,
            "previewed": True,
            "when": readable.everywhen(rules, reading.STAGES),
            "programmes": readable.programmes(rules, names, reading.STAGES),
            "steps": readable.steps(rules, names),
            "rows": difference.rows(reading.text(current), source.write(definition)),
        }

    def _number(self) -> int:
        newest = self.playbook.versions.first() if self.playbook else None
        return newest.number if newest else 0

    def _beginning(self) -> str:
        if self.playbook:
            return reading.text(self.playbook.current)
        slugs = Programme.objects.order_by("slug").values_list("slug", flat=True)
        return _BEGINNING.format(programmes=", ".join(f"{slug}: " for slug in slugs))
