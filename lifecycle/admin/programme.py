"""Pages of the programmes, whose policies are read by the rules before they are saved."""

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminTextareaWidget

from accounts.admin import cells
from accounts.admin.base import CHANGE, PortalAdmin
from accounts.models import Programme
from lifecycle import policy, policy_table


class ProgrammeForm(forms.ModelForm):
    class Meta:
        model = Programme
        fields = ("name", "description", "pool", "policy")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "description" in self.fields:
            self.fields["description"].widget = UnfoldAdminTextareaWidget(attrs={"rows": 3})
        # A programme without changes reads {}, which to a form is an empty field.
        if "policy" in self.fields:
            self.fields["policy"].required = False
            self.fields["policy"].widget = UnfoldAdminTextareaWidget(
                attrs={"rows": 12, "class": "cs-code", "spellcheck": "false"}
            )
            self.fields["policy"].encoder = _Indented

    def clean_policy(self) -> dict[str, Any]:
        """What the rules cannot read is refused at the field, in their own words."""
        changed = self.cleaned_data["policy"] or {}
        if not isinstance(changed, dict):
            raise forms.ValidationError("Write an object: {“onboarding_days”: 60}.")
        try:
            policy.read(changed)
        except policy.PolicyError as error:
            raise forms.ValidationError(str(error)) from error
        return changed


class _Indented(json.JSONEncoder):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "indent": 2})


@admin.register(Programme)
class ProgrammeAdmin(PortalAdmin):
    opens = frozenset({CHANGE})
    form = ProgrammeForm
    list_display = ("name_line", "accounts", "changes")
    search_fields = ("name",)
    ordering = ("name",)
    fieldsets = (
        ("Programme", {"fields": ("name", "description", "pool")}),
        (
            "Policy",
            {
                "fields": ("policy",),
                "description": "Only what differs from the default. What it makes of the whole "
                "policy stands below; an edit counts from the next day decided.",
            },
        ),
    )
    change_form_after_template = "admin/lifecycle/programme/policy.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Programme]:
        book = Count("accounts", filter=Q(accounts__removed_at__isnull=True))
        return super().get_queryset(request).annotate(book=book)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        programme = Programme.objects.filter(pk=object_id).only("policy").first()
        groups = policy_table.groups(programme.policy) if programme else []
        return super().changeform_view(
            request, object_id, form_url, {**(extra_context or {}), "policy_groups": groups}
        )

    @admin.display(description="Programme", ordering="name")
    def name_line(self, obj: Programme) -> SafeString:
        return cells.two_lines(obj.name, obj.description)

    @admin.display(description="Accounts", ordering="book")
    def accounts(self, obj: Programme) -> SafeString:
        url = reverse("admin:accounts_account_changelist")
        return cells.link(f"{url}?programme__id__exact={obj.pk}", obj.book)

    @admin.display(description="Differs from the default in")
    def changes(self, obj: Programme) -> str:
        return ", ".join(name.replace("_", " ") for name in obj.policy) or "nothing"
