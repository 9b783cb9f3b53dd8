"""Pages of the advocates in the book, and of the accounts to ask for a story."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import DropdownFilter

from accounts.admin import cells
from accounts.admin.advocates.actions import page
from accounts.admin.base import LedgerAdmin
from accounts.models import Advocacy
from lifecycle.models import Band, Stage

_MOST = 200


def candidates(*, on) -> QuerySet[Advocacy]:
    """Advocates of accounts in Nurturing that are healthy; whom nobody asked yet stands first."""
    return (
        Advocacy.objects.on(on)
        .filter(
            contact__account__removed_at=None,
            contact__account__state__stage=Stage.NURTURING,
            contact__account__state__confirmed_band=Band.HEALTHY,
        )
        .select_related("contact__account__state", "contact__account__ta")
        .prefetch_related("instruments")
        .annotate(asked=Count("instruments", distinct=True))
        .order_by("asked", "-reference", "-contact__account__state__score", "pk")
    )


class StandingFilter(DropdownFilter):
    """Opens on those who are advocates today."""

    title = "standing"
    parameter_name = "standing"
    all_option = ("", "Today's")

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return [("reference", "References"), ("former", "Former"), ("all", "All")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Advocacy]) -> QuerySet[Advocacy]:
        on = timezone.localdate()
        if self.value() == "former":
            return queryset.filter(Q(until__lte=on) | Q(contact__removed_at__isnull=False))
        if self.value() == "reference":
            return queryset.on(on).filter(reference=True)
        return queryset if self.value() == "all" else queryset.on(on)


@admin.register(Advocacy)
class AdvocacyAdmin(LedgerAdmin):
    list_display = ("person", "at", "since", "until", "reference", "things")
    list_filter = (StandingFilter,)
    list_select_related = ("contact__account",)
    search_fields = (
        "contact__email__istartswith",
        "contact__last_name__istartswith",
        "contact__account__name__istartswith",
    )
    search_help_text = "Address or last name, or the account's name, from its beginning"
    ordering = ("-since", "-pk")
    list_before_template = "admin/accounts/advocates/candidates_link.html"
    fills = "Advocates are named on an account's page."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Advocacy]:
        return super().get_queryset(request).prefetch_related("instruments")

    @admin.display(description="Advocate", ordering="contact__last_name")
    def person(self, obj: Advocacy) -> SafeString:
        return cells.two_lines(obj.contact, obj.contact.title)

    @admin.display(description="Account", ordering="contact__account__name")
    def at(self, obj: Advocacy) -> SafeString:
        return cells.link(page(obj.contact.account), obj.contact.account.name)

    @admin.display(description="What they do for us")
    def things(self, obj: Advocacy) -> str:
        return "; ".join(str(thing) for thing in obj.instruments.all()) or cells.NOTHING

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.candidates)
        return [
            path("candidates/", view, name="accounts_advocacy_candidates"),
            *super().get_urls(),
        ]

    def candidates(self, request: HttpRequest) -> HttpResponse:
        """Whom marketing may ask."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": "Co-marketing candidates",
            "opts": self.opts,
            "candidates": candidates(on=timezone.localdate())[:_MOST],
            "back": reverse("admin:accounts_advocacy_changelist"),
        }
        return TemplateResponse(request, "admin/accounts/advocates/candidates.html", context)
