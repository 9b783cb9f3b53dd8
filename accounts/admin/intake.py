"""Pages of the imports that changed the book."""

from django.contrib import admin
from django.utils.safestring import SafeString

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin
from accounts.models import ImportRun


@admin.register(ImportRun)
class ImportRunAdmin(LedgerAdmin):
    list_display = ("at", "source", "result", "rejected", "by", "tracked_from")
    list_select_related = ("by",)
    ordering = ("-at", "-pk")
    fills = "Each import leaves a line here: manage.py import_portfolio FOLDER."

    @admin.display(description="Result", ordering="outcome")
    def result(self, obj: ImportRun) -> SafeString | str:
        return cells.choice("import", obj, "outcome")
