"""The admin of business reviews: the list, and a builder in place of a form."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter, RangeDateFilter

from accounts.admin import cells
from accounts.admin.base import OfAccount, PortalAdmin
from lifecycle.admin.review import frame, steps, views
from lifecycle.models import AccountState, BusinessReview
from lifecycle.reviews import nearness
from lifecycle.reviews.shown import Material

MOST_DUE = 100


class ShelfFilter(DropdownFilter):
    """Opens on what is current: neither archived nor replaced by a revision."""

    title = "shelf"
    parameter_name = "shelf"
    all_option = ("", "Current")

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return [("archived", "Archived"), ("revised", "Replaced by a revision"), ("all", "All")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "archived":
            return queryset.filter(archived_at__isnull=False)
        if self.value() == "revised":
            return queryset.filter(revised_by__isnull=False)
        return queryset if self.value() == "all" else queryset.current()


class OwnerFilter(DropdownFilter):
    title = "owner"
    parameter_name = "whose"
    all_option = ("", "Everybody's")

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return [("mine", "Mine")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(owner=request.user) if self.value() == "mine" else queryset


@admin.register(BusinessReview)
class BusinessReviewAdmin(OfAccount, PortalAdmin):
    list_display = ("review", "state_label", "period", "when", "owner")
    list_filter = (
        ShelfFilter,
        OwnerFilter,
        ("state", ChoicesDropdownFilter),
        ("planned_on", RangeDateFilter),
        ("held_on", RangeDateFilter),
    )
    list_select_related = ("account", "owner")
    ordering = ("-created_at", "-pk")
    list_before_template = "admin/lifecycle/review/before_list.html"
    fills = "A business review is begun on an account's page, or from the list of those due."

    @admin.display(description="Review", ordering="account__name")
    def review(self, obj: BusinessReview) -> SafeString:
        return cells.two_lines(obj.account.name, _titled(obj))

    @admin.display(description="State", ordering="state")
    def state_label(self, obj: BusinessReview) -> SafeString | str:
        if obj.archived_at:
            return cells.label("band-none", "Archived")
        return cells.choice("review", obj, "state")

    @admin.display(description="Period", ordering="until_on")
    def period(self, obj: BusinessReview) -> str:
        return f"{obj.from_on} – {obj.until_on}"

    @admin.display(description="Held or planned", ordering="planned_on")
    def when(self, obj: BusinessReview) -> SafeString | str:
        if obj.held_on:
            return cells.two_lines(obj.held_on, "held")
        if obj.planned_on is None:
            return cells.NOTHING
        return cells.two_lines(
            obj.planned_on, cells.in_days(obj.planned_on, on=timezone.localdate())
        )

    # --- Pages ----------------------------------------------------------------------------------

    def get_urls(self) -> list:
        def page(route: str, view, name: str):
            wrapped = self.admin_site.admin_view(view)
            return path(route, wrapped, name=f"lifecycle_businessreview_{name}")

        return [
            page("due/", self.due, "due"),
            *(
                page(f"<int:pk>/{route}", self._page(view), name)
                for name, (route, view) in views.PAGES.items()
            ),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The builder opens on the first point of the agenda that is still empty."""
        review = self._find(request, object_id)
        if review is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        lines = frame.read(request, review, "")["lines"]
        if not lines:
            return HttpResponseRedirect(views.link("figures", review))
        first = next((line for line in lines if line.state == "empty"), lines[0])
        return HttpResponseRedirect(views.link("section", review, first.section.pk))

    def due(self, request: HttpRequest) -> HttpResponse:
        """Accounts whose next review is to be prepared, the longest waiting first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        states = AccountState.objects.all()
        if request.GET.get("whose") == "mine":
            states = states.filter(account__ta=request.user)
        on = timezone.localdate()
        context = {
            **self.admin_site.each_context(request),
            "title": "Business reviews due",
            "opts": self.opts,
            "rows": list(nearness.lines(states, on=on, most=MOST_DUE)),
            "most": MOST_DUE,
            "on": on,
            "whose": request.GET.get("whose", ""),
            "may_begin": self.may(request, "add"),
        }
        return TemplateResponse(request, "admin/lifecycle/review/due.html", context)

    def _page(self, view):
        def opened(request: HttpRequest, pk: int, **where: Any) -> HttpResponse:
            review = self._find(request, str(pk))
            if review is None:
                return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
            return view(self, request, review, **where)

        return opened

    def _find(self, request: HttpRequest, object_id: str) -> BusinessReview | None:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if not object_id.isdigit():
            return None
        related = ("account__programme", "account__ta", "owner", "revises", "revised_by")
        return BusinessReview.objects.select_related(*related).filter(pk=object_id).first()

    # --- What views share -----------------------------------------------------------------------

    def shows(
        self,
        request: HttpRequest,
        review: BusinessReview,
        place: str,
        template: str,
        made: Material | None = None,
        **more: Any,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            **frame.read(request, review, place, made),
            **more,
        }
        return TemplateResponse(request, f"admin/lifecycle/review/{template}.html", context)

    def may_change(self, request: HttpRequest, permission: str = steps.CHANGE) -> None:
        if not request.user.has_perm(permission):
            raise PermissionDenied

    def done(self, request: HttpRequest, review: BusinessReview, said: str, to: str):
        """Tell it, keep it in the history, and go on."""
        self.log_change(request, review, said)
        messages.success(request, said)
        return HttpResponseRedirect(to)

    def refused(self, request: HttpRequest, why: str, to: str) -> HttpResponse:
        messages.error(request, why)
        return HttpResponseRedirect(to)


def _titled(review: BusinessReview) -> str:
    return f"{review.title}, revision {review.revision}" if review.revision > 1 else review.title
