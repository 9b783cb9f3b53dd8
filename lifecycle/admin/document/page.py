"""The admin of documents: each is read, edited with a preview, compared, printed, put away."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from unfold.contrib.filters.admin import DropdownFilter, RangeDateFilter, RelatedDropdownFilter

from accounts import prose
from accounts.admin import cells
from accounts.admin.base import LedgerAdmin, OfAccount
from accounts.admin.own_page import RowPage
from lifecycle.admin.document import forms, texts
from lifecycle.models import Document
from lifecycle.work import document as documents


class ArchivedFilter(DropdownFilter):
    title = "archived"
    parameter_name = "archived"
    all_option = ("", "In use")

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return [("yes", "Archived"), ("all", "All")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Document]) -> QuerySet[Document]:
        if self.value() == "all":
            return queryset
        return queryset.filter(archived_at__isnull=self.value() != "yes")


class TemplateFilter(DropdownFilter):
    title = "template"
    parameter_name = "from"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return [(template.slug, template.name) for template in forms.newest()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Document]) -> QuerySet[Document]:
        return queryset.filter(template__slug=self.value()) if self.value() else queryset


@admin.register(Document)
class DocumentAdmin(OfAccount, RowPage, LedgerAdmin):
    list_display = ("what", "written_from", "author", "changed", "state")
    list_filter = (
        ArchivedFilter,
        TemplateFilter,
        ("author", RelatedDropdownFilter),
        ("changed_at", RangeDateFilter),
    )
    list_select_related = ("account", "author", "template")
    ordering = ("-changed_at", "-pk")
    fills = "Documents are begun on a task's or an account's page, from a template of the library."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        return super().get_queryset(request).filter(account__removed_at__isnull=True)

    @admin.display(description="Document", ordering="title")
    def what(self, obj: Document) -> SafeString:
        return cells.two_lines(obj.title, obj.account)

    @admin.display(description="Template", ordering="template__name")
    def written_from(self, obj: Document) -> str:
        return str(obj.template) if obj.template else cells.NOTHING

    @admin.display(description="Changed", ordering="changed_at")
    def changed(self, obj: Document) -> str:
        return f"{timezone.localtime(obj.changed_at):%-d %b %Y}"

    @admin.display(description="State")
    def state(self, obj: Document) -> SafeString | str:
        return cells.label("playbook-archived", "Archived") if obj.archived_at else "In use"

    # --- Pages ----------------------------------------------------------------------------------

    def get_urls(self) -> list:
        wrap, name = self.admin_site.admin_view, "lifecycle_document"
        return [
            path("write/", wrap(require_POST(self.write)), name=f"{name}_write"),
            path("preview/", wrap(require_POST(self.preview)), name=f"{name}_preview"),
            path("<int:pk>/edit/", wrap(self.edit), name=f"{name}_edit"),
            path("<int:pk>/difference/", wrap(self.difference), name=f"{name}_difference"),
            path("<int:pk>/print/", wrap(self.print), name=f"{name}_print"),
            path("<int:pk>/archive/", wrap(require_POST(self.archive)), name=f"{name}_archive"),
            *super().get_urls(),
        ]

    def page(self, request: HttpRequest, row: Document) -> HttpResponse:
        return self._answer(request, row, "page", versions=texts.of_document(row))

    def write(self, request: HttpRequest) -> HttpResponse:
        """Begin one with what is known filled in, and go on in the editor."""
        form = forms.WriteForm(request.POST)
        if not self.may(request, "add") or not form.is_valid():
            raise PermissionDenied
        data = form.cleaned_data
        try:
            document = documents.write(
                data["account"],
                data["template"],
                by=request.user,
                now=timezone.now(),
                task=data["task"],
            )
        except ValueError as refused:
            raise PermissionDenied(str(refused)) from refused
        return HttpResponseRedirect(_url(document, "edit"))

    def edit(self, request: HttpRequest, pk: int) -> HttpResponse:
        document = self.row(request, pk)
        if document is None or not self._may_edit(request, document):
            raise PermissionDenied
        initial = {"body": document.body, "seen": document.changed_at.isoformat()}
        sent = request.POST if request.method == "POST" else None
        form = forms.BodyForm(sent, initial=initial)
        if form.is_valid() and self._saved(request, document, form):
            return HttpResponseRedirect(_url(document, "change"))
        theirs = document.body if form.errors else ""
        shown = form["body"].value()
        return self._answer(request, document, "edit", form=form, theirs=theirs, shown=shown)

    def _saved(self, request: HttpRequest, document: Document, form: forms.BodyForm) -> bool:
        data = form.cleaned_data
        try:
            changed = documents.save(
                document, data["body"], by=request.user, now=timezone.now(), seen_at=data["seen"]
            )
        except ValueError as refused:
            form.add_error(None, str(refused))
            return False
        messages.success(request, "Saved." if changed else "Nothing differs; nothing was saved.")
        return True

    def preview(self, request: HttpRequest) -> HttpResponse:
        """The Markdown that was typed, as it will look; nothing is kept."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return HttpResponse(prose.html(request.POST.get("body", "")))

    def difference(self, request: HttpRequest, pk: int) -> HttpResponse:
        document = self.row(request, pk)
        if document is None:
            raise PermissionDenied
        found = texts.between(texts.of_document(document), request.GET)
        return self._answer(request, document, "difference", **found)

    def print(self, request: HttpRequest, pk: int) -> HttpResponse:
        """On a page of its own, for paper."""
        document = self.row(request, pk)
        if document is None:
            raise PermissionDenied
        return self._answer(request, document, "print", on=timezone.localdate())

    def archive(self, request: HttpRequest, pk: int) -> HttpResponse:
        document = self.row(request, pk)
        if document is None or not self.may(request, "change"):
            raise PermissionDenied
        if documents.archive(document, by=request.user, now=timezone.now()):
            messages.success(request, "Archived. It can still be read.")
        return HttpResponseRedirect(_url(document, "change"))

    def _answer(
        self, request: HttpRequest, document: Document, name: str, **context: Any
    ) -> HttpResponse:
        found = {
            **self.admin_site.each_context(request),
            "title": document.title,
            "opts": self.opts,
            "original": document,
            "document": document,
            "may_edit": self._may_edit(request, document),
            **context,
        }
        return TemplateResponse(request, f"admin/lifecycle/document/{name}.html", found)

    def _may_edit(self, request: HttpRequest, document: Document) -> bool:
        return self.may(request, "change") and document.archived_at is None

    def find(self, request: HttpRequest, key: str) -> Document | None:
        related = ("account", "author", "template", "task")
        return self.get_queryset(request).select_related(*related).filter(pk=key).first()


def _url(document: Document, page: str) -> str:
    return reverse(f"admin:lifecycle_document_{page}", args=[document.pk])
