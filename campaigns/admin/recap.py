"""Pages of the months that recap mails told of."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin.base import LedgerAdmin
from campaigns.models import Recap


@admin.register(Recap)
class RecapAdmin(LedgerAdmin):
    list_display = ("month", "account", "as_of", "drawn")
    list_select_related = ("account",)
    search_fields = ("account__external_id__exact",)
    search_help_text = "Account id, whole"
    ordering = ("-pk",)
    exclude = ("picture",)
    raw_id_fields = ("account",)
    fills = "A month is kept here when the first recap mail that tells of it leaves."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Recap]:
        return super().get_queryset(request).defer("figures")

    @admin.display(description="Drawn", boolean=True)
    def drawn(self, obj: Recap) -> bool:
        return obj.picture is not None
