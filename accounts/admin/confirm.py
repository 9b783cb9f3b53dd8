"""The page that says what an action will do to which rows, before it does it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

_SHOWN = 20


def sent(request: HttpRequest) -> bool:
    """Whether it is the page itself that was sent back."""
    return request.POST.get("confirmed") == "yes"


def confirmed(
    model_admin: ModelAdmin,
    request: HttpRequest,
    queryset: QuerySet,
    *,
    action: str,
    title: str,
    says: str,
    carry_out: Callable[[], None],
    form: forms.Form | None = None,
    line: Callable[[Any], Any] = str,
) -> TemplateResponse | None:
    """Ask first; carry out when the page itself was sent back, with its form filled in."""
    if sent(request) and (form is None or form.is_valid()):
        carry_out()
        return None
    count = queryset.count()
    return TemplateResponse(
        request,
        "admin/portal/confirm.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": title,
            "says": says,
            "form": form,
            "rows": [line(row) for row in queryset[:_SHOWN]],
            "more": max(count - _SHOWN, 0),
            "count": count,
            "opts": model_admin.opts,
            "action": action,
            "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "across": request.POST.get("select_across", "0"),
            "checkbox": ACTION_CHECKBOX_NAME,
        },
    )
