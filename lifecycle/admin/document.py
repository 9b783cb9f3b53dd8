"""Pages of the deliverables library and of the documents written from it."""

from django.contrib import admin

from accounts.admin.base import LedgerAdmin
from lifecycle.models import Document, DocumentTemplate, DocumentVersion


@admin.register(DocumentTemplate)
class DocumentTemplateAdmin(LedgerAdmin):
    list_display = ("name", "number", "author", "created_at")
    list_select_related = ("author",)


@admin.register(Document)
class DocumentAdmin(LedgerAdmin):
    list_display = ("title", "account", "author", "changed_at")
    list_select_related = ("account", "author")


@admin.register(DocumentVersion)
class DocumentVersionAdmin(LedgerAdmin):
    list_display = ("document", "number", "author", "created_at")
    list_select_related = ("document", "author")
