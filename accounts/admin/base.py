"""The class every admin page starts from: read-only unless it opts in, on the theme's classes."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin, TabularInline, checkbox
from unfold.paginator import InfinitePaginator

from accounts.admin import cells

ADD, CHANGE = "add", "change"


class PortalAdmin(ModelAdmin):
    """`opens` names what people may do here, if their role allows it; nothing is ever deleted."""

    opens: frozenset[str] = frozenset()
    list_per_page = 50
    list_max_show_all = 200
    list_filter_submit = True
    list_fullwidth = True
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    compressed_fields = True
    warn_unsaved_form = True
    actions_on_bottom = False
    empty_value_display = "–"
    # What an empty page says would fill it, and its heading where “none yet” would be untrue.
    fills = ""
    nothing = ""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return ADD in self.opens and super().has_add_permission(request, *args)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return CHANGE in self.opens and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.display(description=checkbox.render("action_toggle_all", 1))
    def action_checkbox(self, obj: Model) -> SafeString:
        """Named after its row, and without the theme's template: fifty would cost a third."""
        return format_html(
            '<input type="checkbox" class="action-select" name="{}" value="{}" aria-label="{}">',
            ACTION_CHECKBOX_NAME,
            obj.pk,
            f"Select {obj}",
        )

    def around_list(self, request: HttpRequest, changelist: ChangeList) -> dict[str, Any]:
        """What the templates around the list show besides."""
        return {}

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None) or {}
        if "cl" in context:
            context |= self.around_list(request, context["cl"])
        return response

    def may(self, request: HttpRequest, permission: str) -> bool:
        """Whether the user's role holds a permission of this model, whatever the forms refuse."""
        return request.user.has_perm(f"{self.opts.app_label}.{permission}_{self.opts.model_name}")

    def construct_change_message(
        self, request: HttpRequest, form: Form, formsets: Any, add: bool = False
    ) -> list[dict[str, Any]]:
        """Django's message, with the value before and after of each field that changed."""
        message = super().construct_change_message(request, form, formsets, add)
        for part in message:
            if not add and "changed" in part and "name" not in part["changed"]:
                part["changed"]["fields"] = [_step(form, name) for name in form.changed_data]
        return message


def _step(form: Form, name: str) -> str:
    label = form.fields[name].label or name
    before = form.initial.get(name)
    after = form.cleaned_data.get(name)
    if isinstance(after, Model):
        after = after.pk
    if "password" in name:
        return str(label)
    return f"{label} (from {_shown(before)} to {_shown(after)})"


def _shown(value: Any) -> str:
    return "nothing" if value in (None, "") else str(value)[:80]


class LedgerAdmin(PortalAdmin):
    """A ledger: people read it, the machine writes it, and nobody counts its millions of rows."""

    paginator = InfinitePaginator

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False


class OfAccount:
    """For an admin of rows that belong to an account: they are found by it, and lead to it."""

    search_fields = ("account__external_id__exact", "account__name__istartswith")
    search_help_text = "Account id, or the beginning of its name"

    @admin.display(description="Account", ordering="account__name")
    def at(self, obj: Model) -> SafeString:
        url = reverse("admin:accounts_account_change", args=[obj.account_id])
        return cells.link(url, obj.account.name)


class _Labelled:
    """Inputs of an inline name themselves: their column heading is too far away to be read out."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs.setdefault("aria-label", str(db_field.verbose_name).capitalize())
        return field


class PortalTabularInline(_Labelled, TabularInline):
    extra = 0
    show_change_link = False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
