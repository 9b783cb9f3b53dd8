"""A row's own page instead of a form of its columns, and what people do with the row there."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse

Asked = tuple[str, forms.Form]  # an act that was refused, with its form as it was sent


class RowPage:
    """For an admin that shows a row on a page of its own."""

    def find(self, request: HttpRequest, key: str) -> Any:
        """The row with all that its page names, or nothing."""
        raise NotImplementedError

    def page(self, request: HttpRequest, row: Any) -> HttpResponse:
        raise NotImplementedError

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = self.row(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return self.page(request, row)

    def row(self, request: HttpRequest, key: str | int) -> Any:
        """For every page of the row; it or nothing, and refused to those who may see none."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        key = unquote(str(key))
        return self.find(request, key) if key.isdigit() else None


class OwnPage(RowPage):
    """The same with `acts`: forms at `/<row>/do/<act>/`, sent from the page.

    An act changes something and says what; a ValueError it raises is shown at its form.
    """

    acts: Mapping[str, Any] = {}

    def page(self, request: HttpRequest, row: Any, asked: Asked | None = None) -> HttpResponse:
        """With the form that was refused, if one was."""
        raise NotImplementedError

    def form_of(self, request: HttpRequest, act: Any, row: Any) -> forms.Form:
        """The act's form with what was sent."""
        raise NotImplementedError

    def carry_out(self, request: HttpRequest, act: Any, row: Any, data: dict[str, Any]) -> str:
        raise NotImplementedError

    def may_act(self, request: HttpRequest, act: Any) -> bool:
        return self.may(request, "change")

    def get_urls(self) -> list:
        view, name = self.admin_site.admin_view(self.do), self.page_name("do")
        return [path("<path:object_id>/do/<slug:act>/", view, name=name), *super().get_urls()]

    def page_name(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def do(self, request: HttpRequest, object_id: str, act: str) -> HttpResponse:
        row, chosen = self.row(request, object_id), self.acts.get(act)
        if row is None or chosen is None or not self.may_act(request, chosen):
            raise PermissionDenied
        page = reverse(f"admin:{self.page_name('change')}", args=[row.pk])
        if request.method != "POST":
            return HttpResponseRedirect(page)
        form = self.form_of(request, chosen, row)
        if form.is_valid():
            try:
                said = self.carry_out(request, chosen, row, form.cleaned_data)
            except ValueError as refused:
                form.add_error(None, str(refused))
            else:
                if said:
                    messages.success(request, said)
                return HttpResponseRedirect(page)
        return self.page(request, self.row(request, object_id) or row, (act, form))
