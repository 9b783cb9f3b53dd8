"""Pages of the earlier texts of documents."""

from django.contrib import admin

from accounts.admin.base import LedgerAdmin
from lifecycle.models import DocumentVersion


@admin.register(DocumentVersion)
class DocumentVersionAdmin(LedgerAdmin):
    list_display = ("document", "number", "author", "created_at")
    list_select_related = ("document", "author")
    change_form_after_template = "admin/lifecycle/document/earlier.html"
    fields = ("document", "number", "author", "created_at")
    fills = "Each saving of a document keeps the text before it here."
