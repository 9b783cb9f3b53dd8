"""Pages of the segments: what each asks, and whom it finds today."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.admin import cells
from accounts.admin.base import ADD, CHANGE, PortalAdmin
from accounts.models import Feature, Role
from campaigns.models import Segment
from campaigns.segments import filters

_SAMPLE = 12


class SegmentForm(forms.ModelForm):
    """What stands beside the filter's own fields."""

    roles = forms.MultipleChoiceField(
        label="Which people",
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Everybody who holds one of them; without any, the segment is nobody.",
    )

    class Meta:
        model = Segment
        fields = ("name", "shared", "roles")
        widgets = {"name": UnfoldAdminTextInputWidget()}


@admin.register(Segment)
class SegmentAdmin(PortalAdmin):
    opens = frozenset({ADD, CHANGE})
    list_display = ("name_line", "owner", "shared", "changed_at")
    list_select_related = ("owner",)
    search_fields = ("name",)
    ordering = ("name",)
    fills = "A segment is a saved question, such as “scaled accounts in Adopting below 20 % usage”."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Segment]:
        """What is not shared is its owner's alone."""
        mine = Q(shared=True) | Q(owner=request.user.pk)
        return super().get_queryset(request).filter(mine)

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        found = path("found/", view(self.found), name="campaigns_segment_found")
        return [found, *super().get_urls()]

    @admin.display(description="Segment", ordering="name")
    def name_line(self, obj: Segment) -> SafeString:
        return cells.two_lines(obj.name, filters.words(obj.query, obj.roles))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The filter as a form, beside whom it finds."""
        segment = self._segment(request, object_id)
        form = SegmentForm(request.POST or None, instance=segment)
        query = filters.cleaned(request.POST) if request.method == "POST" else segment.query
        asked = filters.AccountFilter(query, on=timezone.localdate())
        if request.method == "POST" and form.is_valid() and asked.is_valid():
            return self._saved(request, form, query)
        context = {
            **self.admin_site.each_context(request),
            "title": str(segment) if segment.pk else "New segment",
            "opts": self.opts,
            "original": segment if segment.pk else None,
            "form": form,
            "asked": asked.form,
            "features": Feature.objects.all(),
            "may_save": self._may_save(request, segment),
            **_found(query, request.POST.getlist("roles") if request.POST else segment.roles),
        }
        return TemplateResponse(request, "admin/campaigns/segment/change_form.html", context)

    def found(self, request: HttpRequest) -> HttpResponse:
        """The fragment that the form asks for while somebody chooses; it reads only."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        query = filters.cleaned(request.GET)
        context = _found(query, request.GET.getlist("roles"))
        return TemplateResponse(request, "admin/campaigns/segment/found.html", context)

    def _segment(self, request: HttpRequest, object_id: str | None) -> Segment:
        if object_id is None:
            if not self.has_add_permission(request):
                raise PermissionDenied
            asked = request.GET if isinstance(request.GET, QueryDict) else QueryDict()
            return Segment(query=filters.cleaned(asked), roles=[])
        found = self.get_queryset(request).filter(pk=object_id).first()
        if found is None or not self.has_view_permission(request, found):
            raise PermissionDenied
        if request.method == "POST" and not self._may_save(request, found):
            raise PermissionDenied
        return found

    def _may_save(self, request: HttpRequest, segment: Segment) -> bool:
        if segment.pk is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, segment)

    def _saved(self, request: HttpRequest, form: SegmentForm, query: dict) -> HttpResponse:
        segment = form.save(commit=False)
        segment.query, segment.changed_at = query, timezone.now()
        segment.owner = segment.owner or request.user
        before = segment.pk
        segment.save()
        if before:
            self.log_change(request, segment, f"Asks: {filters.words(query, segment.roles)}")
        else:
            self.log_addition(request, segment, f"Asks: {filters.words(query, segment.roles)}")
        messages.success(request, f"The segment “{segment}” is saved.")
        return HttpResponseRedirect(reverse("admin:campaigns_segment_change", args=[segment.pk]))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        own = obj is None or obj.owner_id in (None, request.user.pk)
        return super().has_change_permission(request, obj) and (
            own or request.user.has_perm("campaigns.change_campaign")
        )


def _found(query: dict[str, Any], roles: list[str]) -> dict[str, Any]:
    on = timezone.localdate()
    people = filters.contacts(query, roles, on=on)
    count = people.count()
    return {
        "words": filters.words(query, roles),
        "account_count": filters.accounts(query, on=on).count(),
        "count": count,
        "reachable": filters.reachable(people).count() if count else 0,
        "people": list(people[:_SAMPLE]),
    }
