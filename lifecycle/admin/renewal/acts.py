"""A record's own page, and what is done there: each a form, a permission and one verb."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from accounts.admin.base import LedgerAdmin
from accounts.admin.own_page import Asked, OwnPage
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


class ActedAdmin(OwnPage, LedgerAdmin):
    """Rows that people change by acts alone; `context` is what the page's template shows."""

    acts: Mapping[str, Act] = {}
    page_template = ""

    def context(self, request: HttpRequest, record: Any, on: date) -> dict[str, Any]:
        raise NotImplementedError

    def find(self, request: HttpRequest, key: str) -> Any:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self.get_queryset(request).filter(pk=key).first()

    def may_act(self, request: HttpRequest, act: Act) -> bool:
        return request.user.has_perm(act.permission)

    def form_of(self, request: HttpRequest, act: Act, row: Any) -> ActForm:
        return act.form(request.POST, record=row, user=request.user, on=timezone.localdate())

    def carry_out(self, request: HttpRequest, act: Act, row: Any, data: dict[str, Any]) -> str:
        said = act.verb(row, data, request.user, timezone.localdate(), timezone.now())
        self.log_change(request, row, said)
        return said

    def page(self, request: HttpRequest, row: Any, asked: Asked | None = None) -> HttpResponse:
        on = timezone.localdate()
        context = {
            **self.admin_site.each_context(request),
            "title": str(row),
            "opts": self.opts,
            "original": row,
            "on": on,
            # Shown on its own: an act that is only a button may not be offered any more.
            "refusal": " ".join(asked[1].non_field_errors()) if asked else "",
            "acts": {found.slug: found for found in self._offered(request, row, on, asked)},
            **self.context(request, row, on),
        }
        return TemplateResponse(request, self.page_template, context)

    def _offered(
        self, request: HttpRequest, record: Any, on: date, asked: tuple[str, ActForm] | None
    ) -> list[Offered]:
        refused, form = asked or ("", None)
        return [
            Offered(
                slug,
                act,
                form if slug == refused else act.form(record=record, user=request.user, on=on),
                reverse(f"admin:{self.page_name('do')}", args=[record.pk, slug]),
                slug == refused,
            )
            for slug, act in self.acts.items()
            if request.user.has_perm(act.permission)
        ]
