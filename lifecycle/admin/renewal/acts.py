"""A record's own page, and what is done there: each a form, a permission and one verb."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from accounts.admin.base import LedgerAdmin
from accounts.models import User

# Carries it out with the form's data and says what was done. A ValueError is shown at the form.
Verb = Callable[[Any, dict[str, Any], User, date, datetime], str]


class ActForm(forms.Form):
    """Made for a record, a user and a day; ids carry the form's name, as a page holds several."""

    def __init__(self, *args: Any, record: Model, user: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"{type(self).__name__.removesuffix('Form').lower()}_%s"
        self.record, self.user, self.on = record, user, on
        self.prepare()

    def prepare(self) -> None:
        """Choices and first values that depend on the record."""


@dataclass(frozen=True, slots=True)
class Act:
    """`says` tells what will come of it, where the form does not."""

    title: str
    button: str
    permission: str
    form: type[ActForm]
    verb: Verb
    says: str = ""
    tone: str = ""


class Offered(NamedTuple):
    """An act as it stands on the page; `refused` opens it with what was sent."""

    slug: str
    act: Act
    form: ActForm
    url: str
    refused: bool


class ActedAdmin(LedgerAdmin):
    """Rows that people change by acts alone; `context` is what the page's template shows."""

    acts: Mapping[str, Act] = {}
    page = ""

    def context(self, request: HttpRequest, record: Any, on: date) -> dict[str, Any]:
        raise NotImplementedError

    def get_urls(self) -> list:
        view, name = self.admin_site.admin_view(self.do), self._name("do")
        return [path("<path:object_id>/do/<slug:act>/", view, name=name), *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        record = self._record(request, object_id)
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return self._page(request, record)

    def do(self, request: HttpRequest, object_id: str, act: str) -> HttpResponse:
        record, chosen = self._record(request, object_id), self.acts.get(act)
        if record is None or chosen is None or not request.user.has_perm(chosen.permission):
            raise PermissionDenied
        page = reverse(f"admin:{self._name('change')}", args=[record.pk])
        if request.method != "POST":
            return HttpResponseRedirect(page)
        form = chosen.form(request.POST, record=record, user=request.user, on=timezone.localdate())
        if form.is_valid() and self._carried_out(request, record, chosen, form):
            return HttpResponseRedirect(page)
        return self._page(request, self._record(request, object_id), (act, form))

    def _record(self, request: HttpRequest, object_id: str) -> Any:
        if not self.has_view_permission(request):
            raise PermissionDenied
        key = unquote(object_id)
        return self.get_queryset(request).filter(pk=key).first() if key.isdigit() else None

    def _carried_out(self, request: HttpRequest, record: Any, act: Act, form: ActForm) -> bool:
        try:
            said = act.verb(
                record, form.cleaned_data, request.user, timezone.localdate(), timezone.now()
            )
        except ValueError as refused:
            form.add_error(None, str(refused))
            return False
        self.log_change(request, record, said)
        messages.success(request, said)
        return True

    def _page(
        self, request: HttpRequest, record: Any, asked: tuple[str, ActForm] | None = None
    ) -> HttpResponse:
        on = timezone.localdate()
        context = {
            **self.admin_site.each_context(request),
            "title": str(record),
            "opts": self.opts,
            "original": record,
            "on": on,
            # Shown on its own: an act that is only a button may not be offered any more.
            "refusal": " ".join(asked[1].non_field_errors()) if asked else "",
            "acts": {found.slug: found for found in self._offered(request, record, on, asked)},
            **self.context(request, record, on),
        }
        return TemplateResponse(request, self.page, context)

    def _offered(
        self, request: HttpRequest, record: Any, on: date, asked: tuple[str, ActForm] | None
    ) -> list[Offered]:
        refused, form = asked or ("", None)
        return [
            Offered(
                slug,
                act,
                form if slug == refused else act.form(record=record, user=request.user, on=on),
                reverse(f"admin:{self._name('do')}", args=[record.pk, slug]),
                slug == refused,
            )
            for slug, act in self.acts.items()
            if request.user.has_perm(act.permission)
        ]

    def _name(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"
