"""Pages of the forecasts, which people make on an account's page or on the board."""

from django.contrib import admin
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin, OfAccount
from lifecycle.admin.renewal.links import account_link
from lifecycle.models import RenewalForecast


@admin.register(RenewalForecast)
class RenewalForecastAdmin(OfAccount, LedgerAdmin):
    list_display = ("account_name", "renewal_on", "expects", "arr", "seats", "by", "at")
    list_display_links = ("renewal_on",)
    list_filter = (("outcome", ChoicesDropdownFilter), ("renewal_on", RangeDateFilter))
    list_select_related = ("account", "by")
    ordering = ("-pk",)
    fills = "A forecast is made on the Renewal page of an account."

    @admin.display(description="Account", ordering="account__name")
    def account_name(self, obj: RenewalForecast) -> SafeString:
        return account_link(obj.account)

    @admin.display(description="Forecast", ordering="outcome")
    def expects(self, obj: RenewalForecast) -> SafeString | str:
        return cells.choice("outcome", obj, "outcome")
