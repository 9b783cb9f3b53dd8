"""The form of an account's facts; its workspace, which needs the rules, is built on top of it."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from accounts.admin.base import ADD, CHANGE, PortalTabularInline
from accounts.admin.removable import RemovableAdmin
from accounts.models import Account, Contact, Contract

_MOST_HITS = 500

WHO = ("Who", {"fields": (("name", "external_id"), ("programme", "tier"))})
USE = ("How they use it", {"fields": (("developers", "hosting"), "time_zone")})
TEAM = ("Our team", {"fields": ("ta", ("ae", "ce"))})
CAMPAIGNS = ("Campaigns", {"fields": (("tracked_from", "campaigns_paused_until"),)})


class ContractInline(PortalTabularInline):
    model = Contract
    fields = ("kind", "start", "end", "signed_on", "seats", "products", "arr", "churned_on")
    verbose_name_plural = "contracts"
    ordering = ("start",)


class ContactInline(PortalTabularInline):
    model = Contact
    fields = (
        "email",
        "first_name",
        "last_name",
        "title",
        "instance_admin",
        "program_contact",
        "champion",
        "deal_contact",
        "economic_buyer",
        "executive",
        "end_user",
    )
    verbose_name_plural = "contacts"
    show_change_link = True
    per_page = 25

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contact]:
        return super().get_queryset(request).filter(removed_at__isnull=True)


class AccountFactsAdmin(RemovableAdmin):
    """Nothing here decides anything: what follows from the facts is concluded the next day."""

    opens = frozenset({ADD, CHANGE})
    fieldsets = (WHO, USE, TEAM, CAMPAIGNS)
    inlines = (ContractInline, ContactInline)
    autocomplete_fields = ("programme", "ta", "ae", "ce")
    search_fields = ("name", "external_id")
    search_help_text = "Name, account id or a contact's address"
    fills = "Accounts come with an import of your book, or one by one by hand."

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Account], search_term: str
    ) -> tuple[QuerySet[Account], bool]:
        """What begins with the term, which indexes find; else names that contain it.

        The contacts are asked on their own: joined, they would multiply the accounts.
        """
        term = search_term.strip()
        if not term:
            return queryset, False
        begins = (
            Account.objects.filter(name__istartswith=term).order_by().values_list("pk"),
            Account.objects.filter(external_id__istartswith=term).order_by().values_list("pk"),
            Contact.objects.current()
            .filter(email__istartswith=term)
            .order_by()
            .values_list("account_id"),
        )
        hits = [pk for (pk,) in begins[0].union(*begins[1:])[:_MOST_HITS]]
        if hits:
            return queryset.filter(pk__in=hits), False
        inside = Q(name__icontains=term) | Q(external_id__icontains=term)
        return queryset.filter(inside), False

    @admin.display(description="Account", ordering="name")
    def account(self, obj: Account) -> str:
        return obj.name
