"""Pages of renewals that were closed."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin, OfAccount
from accounts.models import Account
from lifecycle.admin.renewal.forms import RenewForm
from lifecycle.admin.renewal.links import account_link
from lifecycle.models import RenewalResult


def ahead(request: HttpRequest, account: int) -> HttpResponse:
    """What the form of a renewal would bring, asked for while it is filled in."""
    found = Account.objects.current().filter(pk=account).select_related("state").first()
    if request.method != "POST" or not request.user.has_perm("lifecycle.add_renewalresult"):
        raise PermissionDenied
    if found is None:
        raise Http404
    form = RenewForm(request.POST, account=found, on=timezone.localdate())
    return TemplateResponse(request, "admin/lifecycle/renewal/ahead.html", {"form": form})


@admin.register(RenewalResult)
class RenewalResultAdmin(OfAccount, LedgerAdmin):
    list_display = (
        "account_name",
        "renewal_on",
        "ended",
        "arr_before",
        "arr_after",
        "seats_before",
        "seats_after",
        "category",
        "closed_on",
        "closed_by",
    )
    list_display_links = ("renewal_on",)
    list_filter = (
        ("outcome", ChoicesDropdownFilter),
        ("category", ChoicesDropdownFilter),
        ("closed_on", RangeDateFilter),
    )
    list_select_related = ("account", "closed_by")
    ordering = ("-pk",)
    fills = "A renewal is closed on the Renewal page of an account."

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(ahead)
        name = "lifecycle_renewalresult_ahead"
        return [path("ahead/<int:account>/", view, name=name), *super().get_urls()]

    @admin.display(description="Account", ordering="account__name")
    def account_name(self, obj: RenewalResult) -> SafeString:
        return account_link(obj.account)

    @admin.display(description="Outcome", ordering="outcome")
    def ended(self, obj: RenewalResult) -> SafeString | str:
        if obj.undone_at:
            return cells.label("band-none", f"{obj.get_outcome_display()}, undone")
        return cells.choice("outcome", obj, "outcome")
