"""Pages of the people at our customers."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import DropdownFilter
from unfold.paginator import InfinitePaginator

from accounts import revocation
from accounts.admin import cells
from accounts.admin.base import ADD, CHANGE
from accounts.admin.confirm import confirmed
from accounts.admin.consent import HISTORY
from accounts.admin.removable import RemovableAdmin, RemovedFilter
from accounts.models import ConsentEvent, Contact, Role, Suppression

WHO = (
    "Who",
    {"fields": ("account", ("email", "time_zone"), ("first_name", "last_name"), "title")},
)
ROLES = ("Roles", {"fields": (tuple(Role.values[:4]), tuple(Role.values[4:]))})


class RoleFilter(DropdownFilter):
    title = "role"
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return list(Role.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Contact]) -> QuerySet[Contact]:
        return queryset.holding(self.value()) if self.value() in Role.values else queryset


class ReachFilter(DropdownFilter):
    title = "reach"
    parameter_name = "reach"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return [("yes", "May be written to"), ("no", "Opted out or bounced")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Contact]) -> QuerySet[Contact]:
        silenced = Exists(Suppression.objects.of_everything().filter(address=OuterRef("email")))
        if self.value() == "no":
            return queryset.filter(silenced)
        return queryset.filter(~silenced) if self.value() == "yes" else queryset


@admin.register(Contact)
class ContactAdmin(RemovableAdmin):
    opens = frozenset({ADD, CHANGE})
    list_display = ("person", "at", "role_labels", "zone", "reach")
    list_filter = (RoleFilter, ReachFilter, RemovedFilter)
    list_select_related = ("account",)
    search_fields = ("email",)
    search_help_text = "Address or last name, from its beginning"
    ordering = ("-pk",)
    fieldsets = (WHO, ROLES)
    actions = (*RemovableAdmin.actions, "revoke_links")
    autocomplete_fields = ("account",)
    change_form_before_template = "admin/accounts/contact/reach.html"
    paginator = InfinitePaginator
    fills = "Contacts come with the accounts of an import, or one by one by hand."

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        addresses = Contact.objects.filter(pk=object_id).values("email")
        silenced = (
            Suppression.objects.of_everything()
            .filter(address__in=addresses)
            .order_by("reason")
            .first()
        )
        without = Suppression.objects.of_topics().filter(address__in=addresses).order_by("topic")
        history = ConsentEvent.objects.filter(address__in=addresses)[:HISTORY]
        context = {**(extra_context or {}), "silenced": silenced, "without": without}
        context["history"] = history
        return super().changeform_view(request, object_id, form_url, context)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Contact], search_term: str
    ) -> tuple[QuerySet[Contact], bool]:
        term = search_term.strip()
        if term:
            queryset = queryset.filter(Q(email__istartswith=term) | Q(last_name__istartswith=term))
        return queryset, False

    def get_changelist_instance(self, request: HttpRequest):
        """The page's addresses are looked up in one query, not one a row."""
        changelist = super().get_changelist_instance(request)
        people = list(changelist.result_list)
        silenced: dict[str, Suppression] = {}
        for row in Suppression.objects.of_everything().filter(
            address__in={person.email for person in people}
        ):
            silenced[row.address] = row
        for person in people:
            person.silenced = silenced.get(person.email)
        changelist.result_list = people
        return changelist

    @admin.action(description="Revoke links …", permissions=["revoke"])
    def revoke_links(self, request: HttpRequest, queryset: QuerySet[Contact]):
        def carry_out() -> None:
            for contact in queryset:
                revocation.revoke_links(contact)
                self.log_change(request, contact, "Revoked the links sent to them.")
            messages.success(request, "Revoked. The next mail brings new links.")

        return confirmed(
            self,
            request,
            queryset,
            action="revoke_links",
            title="Revoke the links of these contacts?",
            says="Links in mails they have, such as to book or to their own page, stop working. "
            "The link to stop mails goes on working.",
            carry_out=carry_out,
        )

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "change")

    @admin.display(description="Contact", ordering="last_name")
    def person(self, obj: Contact) -> SafeString:
        return cells.two_lines(obj.full_name or obj.email, obj.email if obj.full_name else "")

    @admin.display(description="Account", ordering="account__name")
    def at(self, obj: Contact) -> SafeString:
        url = reverse("admin:accounts_account_change", args=[obj.account_id])
        return cells.two_lines(cells.link(url, obj.account.name), obj.title)

    @admin.display(description="Roles")
    def role_labels(self, obj: Contact) -> SafeString:
        names = [cells.label("role", Role(role).label) for role in obj.roles]
        return SafeString(" ".join(names)) if names else SafeString(cells.NOTHING)

    @admin.display(description="Time zone")
    def zone(self, obj: Contact) -> str:
        return obj.time_zone or cells.NOTHING

    @admin.display(description="Reach")
    def reach(self, obj: Contact) -> SafeString | str:
        found: Suppression | None = obj.silenced
        return cells.choice("reach", found, "reason") if found else cells.label("reach-ok", "OK")
