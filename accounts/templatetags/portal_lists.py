"""The rows of a change list, rendered with the little markup that fifty rows can afford."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.contrib.admin.templatetags.admin_list import _coerce_field_name
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import display_for_field, display_for_value, lookup_field
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import ForeignKey, Model
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from unfold.templatetags.unfold_list import result_headers

register = template.Library()


@register.inclusion_tag("admin/portal/result_list.html", takes_context=True)
def portal_result_list(context: dict[str, Any], cl: ChangeList) -> dict[str, Any]:
    """The theme's own tag builds the headers anew for each row and half a kilobyte a cell."""
    headers = list(result_headers(cl))
    request: HttpRequest = context["request"]
    columns = [
        (name, _css_name(name, place), _heading(header))
        for place, (name, header) in enumerate(zip(cl.list_display, headers, strict=True))
    ]
    return {
        "cl": cl,
        "result_headers": headers,
        "num_sorted_fields": sum(bool(h["sortable"] and h["sorted"]) for h in headers),
        "rows": [list(_cells(cl, result, columns)) for result in cl.result_list],
        "has_add_permission": cl.model_admin.has_add_permission(request),
        "fills": getattr(cl.model_admin, "fills", ""),
        "nothing": getattr(cl.model_admin, "nothing", ""),
        "narrowed": bool(cl.query or cl.has_active_filters),
    }


def _css_name(name: Any, place: int) -> str:
    return _coerce_field_name(name, place)


def _heading(header: dict[str, Any]) -> str:
    return "" if "action-toggle" in str(header["text"]) else capfirst(str(header["text"]))


def _cells(cl: ChangeList, result: Model, columns: list[tuple]) -> Iterator[SafeString]:
    links = cl.list_display_links
    linked = not cl.is_popup and links is not None
    first = True
    for name, css, heading in columns:
        value = _value(cl, result, name)
        tag = "td"
        if linked and name != "action_checkbox" and (name in links or (first and not links)):
            url = add_preserved_filters(
                {"preserved_filters": cl.preserved_filters, "opts": cl.opts},
                cl.url_for_result(result),
            )
            value = format_html('<a href="{}">{}</a>', url, value)
            tag = "th" if first else "td"
            first = False
        yield format_html(
            '<{} class="col-{}"{} data-label="{}">{}</{}>',
            tag,
            css,
            SafeString(' scope="row"') if tag == "th" else "",
            heading,
            value,
            tag,
        )


def _value(cl: ChangeList, result: Model, name: str) -> Any:
    """What the column shows of the row: a field, a method of the admin, or an empty sign."""
    empty = cl.model_admin.get_empty_value_display()
    try:
        field, attribute, value = lookup_field(name, result, cl.model_admin)
    except ObjectDoesNotExist:
        return empty
    empty = getattr(attribute, "empty_value_display", empty)
    if field is None or field.auto_created:
        return display_for_value(value, empty, getattr(attribute, "boolean", False))
    if isinstance(field, ForeignKey):
        return getattr(result, field.name) or empty
    return display_for_field(value, field, empty)
