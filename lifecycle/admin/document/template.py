"""The library of templates: the newest of each, its versions, and the next one being written."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from unfold.contrib.filters.admin import DropdownFilter

from accounts import prose
from accounts.admin import cells
from accounts.admin.base import LedgerAdmin
from accounts.admin.own_page import RowPage
from lifecycle.admin.document import forms, texts
from lifecycle.models import Document, DocumentTemplate, Playbook, PlaybookState
from lifecycle.playbooks import versions
from lifecycle.work import document as documents
from lifecycle.work import fill


class VersionsFilter(DropdownFilter):
    """Each template once, unless its older versions are asked for."""

    title = "versions"
    parameter_name = "versions"
    all_option = ("", "The newest of each")

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return [("all", "All")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[DocumentTemplate]
    ) -> QuerySet[DocumentTemplate]:
        if self.value() == "all":
            return queryset
        same = DocumentTemplate.objects.filter(slug=OuterRef("slug")).order_by("-number")
        return queryset.filter(number=Subquery(same.values("number")[:1]))


@admin.register(DocumentTemplate)
class DocumentTemplateAdmin(RowPage, LedgerAdmin):
    """The list shows each template once; its older versions are on its page."""

    list_display = ("name_line", "number", "written", "changed", "author")
    list_filter = (VersionsFilter,)
    list_select_related = ("author",)
    list_before_template = "admin/lifecycle/documenttemplate/new.html"
    search_fields = ("name", "slug")
    search_help_text = "Words of its name"
    ordering = ("name", "-number")
    fills = "The starter templates come with the portal: manage.py load_programme."

    def get_queryset(self, request: HttpRequest) -> QuerySet[DocumentTemplate]:
        return super().get_queryset(request).defer("body")

    def get_changelist_instance(self, request: HttpRequest):
        """With how many documents were written from any version of each, in one query."""
        changelist = super().get_changelist_instance(request)
        rows, counted = list(changelist.result_list), _written()
        for template in rows:
            template.written_count = counted.get(template.slug, 0)
        changelist.result_list = rows
        return changelist

    @admin.display(description="Template", ordering="name")
    def name_line(self, obj: DocumentTemplate) -> SafeString:
        return cells.two_lines(obj.name, obj.slug)

    @admin.display(description="Documents")
    def written(self, obj: DocumentTemplate) -> SafeString | str:
        if not obj.written_count:
            return "0"
        url = reverse("admin:lifecycle_document_changelist")
        return cells.link(f"{url}?from={obj.slug}&archived=all", obj.written_count)

    @admin.display(description="Changed", ordering="created_at")
    def changed(self, obj: DocumentTemplate) -> str:
        return f"{timezone.localtime(obj.created_at):%-d %b %Y}"

    # --- Pages ----------------------------------------------------------------------------------

    def get_urls(self) -> list:
        wrap, name = self.admin_site.admin_view, "lifecycle_documenttemplate"
        return [
            path("new/", wrap(self.edit), name=f"{name}_new"),
            path("preview/", wrap(require_POST(self.preview)), name=f"{name}_preview"),
            path("<int:pk>/edit/", wrap(self.edit), name=f"{name}_edit"),
            path("<int:pk>/difference/", wrap(self.difference), name=f"{name}_difference"),
            *super().get_urls(),
        ]

    def page(self, request: HttpRequest, row: DocumentTemplate) -> HttpResponse:
        found = texts.of_template(row.slug)
        context = {
            "versions": found,
            "newest": found[0],
            "shown": fill.named(row.body),
            "asked_for": _asked_for(row.slug),
            "variables": fill.VARIABLES,
        }
        return self._answer(request, row, "page", **context)

    def edit(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Saved as the next version; documents already written stay as they are."""
        template = self.row(request, pk) if pk else None
        if not self.may(request, "add") or (pk and template is None):
            raise PermissionDenied
        newest = documents.latest(template.slug) if template else None
        initial = {"name": newest.name, "body": newest.body} if newest else {"body": "# "}
        sent = request.POST if request.method == "POST" else None
        form = forms.TemplateForm(sent, template=newest, initial=initial)
        if form.is_valid() and (saved := self._saved(request, newest, form)):
            url = reverse("admin:lifecycle_documenttemplate_change", args=[saved.pk])
            return HttpResponseRedirect(url)
        number = newest.number + 1 if newest else 1
        shown = fill.named(form["body"].value())
        context = {
            "form": form,
            "number": number,
            "shown": shown,
            "variables": fill.VARIABLES,
        }
        return self._answer(request, newest, "edit", **context)

    def _saved(
        self, request: HttpRequest, template: DocumentTemplate | None, form: forms.TemplateForm
    ) -> DocumentTemplate | None:
        data = form.cleaned_data
        slug = template.slug if template else data["slug"]
        now, author = timezone.now(), request.user
        came = versions.publish_template(slug, data["name"], data["body"], now=now, author=author)
        saved = documents.latest(slug)
        said = "Nothing differs; nothing was saved." if came == versions.UNCHANGED else "Saved."
        messages.success(request, said)
        return saved

    def preview(self, request: HttpRequest) -> HttpResponse:
        """The Markdown that was typed, as it will look with the variables' names in it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return HttpResponse(prose.html(fill.named(request.POST.get("body", ""))))

    def difference(self, request: HttpRequest, pk: int) -> HttpResponse:
        template = self.row(request, pk)
        if template is None:
            raise PermissionDenied
        found = texts.between(texts.of_template(template.slug), request.GET)
        return self._answer(request, template, "difference", **found)

    def _answer(
        self, request: HttpRequest, template: DocumentTemplate | None, name: str, **context: Any
    ) -> HttpResponse:
        found = {
            **self.admin_site.each_context(request),
            "title": template.name if template else "New template",
            "opts": self.opts,
            "original": template,
            "template": template,
            "may_edit": self.may(request, "add"),
            **context,
        }
        return TemplateResponse(request, f"admin/lifecycle/documenttemplate/{name}.html", found)

    def find(self, request: HttpRequest, key: str) -> DocumentTemplate | None:
        return DocumentTemplate.objects.select_related("author").filter(pk=key).first()


def _written() -> dict[str, int]:
    rows = Document.objects.filter(template__isnull=False).order_by()
    return dict(rows.values_list("template__slug").annotate(Count("pk")))


def _asked_for(slug: str) -> list[tuple[Playbook, str]]:
    """The playbooks that ask for it, with the step that does."""
    found = Playbook.objects.exclude(state=PlaybookState.ARCHIVED).filter(current__isnull=False)
    return [
        (playbook, step.get("title", ""))
        for playbook in found.select_related("current")
        for step in playbook.current.definition.get("steps", ())
        if step.get("document") == slug
    ]
