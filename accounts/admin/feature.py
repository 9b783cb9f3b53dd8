"""Pages of the features' first use."""

from django.contrib import admin

from accounts.admin.base import LedgerAdmin
from accounts.models import FeatureUse


@admin.register(FeatureUse)
class FeatureUseAdmin(LedgerAdmin):
    list_display = ("account", "feature", "first_used_on")
    list_display_links = ("feature",)
    list_select_related = ("account",)
    search_fields = ("account__external_id__exact", "account__name__istartswith", "feature__exact")
    search_help_text = "Account id, the beginning of its name, or a feature"
    ordering = ("-pk",)
    fills = "First uses come with an import."
