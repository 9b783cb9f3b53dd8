"""Pages of the changes in the teams that look after accounts."""

from django.contrib import admin
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin, OfAccount
from lifecycle.models import TeamChange, TeamSeen


@admin.register(TeamChange)
class TeamChangeAdmin(OfAccount, LedgerAdmin):
    list_display = ("on", "at_account", "role_label", "before", "after", "tasks", "who")
    list_filter = (("role", ChoicesDropdownFilter), ("on", RangeDateFilter))
    list_select_related = ("account", "before", "after", "by")
    ordering = ("-on", "-pk")
    fills = "Written when an account's advisor, executive or engineer changes."

    @admin.display(description="Account", ordering="account__name")
    def at_account(self, obj: TeamChange) -> SafeString:
        url = reverse("admin:accounts_account_change", args=[obj.account_id])
        return cells.link(url, obj.account.name)

    @admin.display(description="Role", ordering="role")
    def role_label(self, obj: TeamChange) -> SafeString | str:
        return cells.choice("role", obj, "role")

    @admin.display(description="By")
    def who(self, obj: TeamChange) -> str:
        return str(obj.by) if obj.by else "an import"


@admin.register(TeamSeen)
class TeamSeenAdmin(LedgerAdmin):
    list_display = ("account", "ta", "ae", "ce")
    list_select_related = ("account", "ta", "ae", "ce")
    ordering = ("-pk",)
    fills = "Written with the first day of an account."
