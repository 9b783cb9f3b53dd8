"""Lists of product gaps by what they are worth, of their reports, and of feedback."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter, RangeDateFilter

from accounts.admin import cells
from accounts.admin.base import ADD, CHANGE, LedgerAdmin, OfAccount, PortalAdmin
from accounts.admin.gaps.actions import page
from accounts.models import Feedback, GapReport, GapStatus, ProductGap, Severity

_REPORTS = 200


class OpenFilter(DropdownFilter):
    """Opens on what is neither done nor refused."""

    title = "status"
    parameter_name = "status"
    all_option = ("", "Not decided or shipped yet")

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return [*GapStatus.choices, ("all", "All")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ProductGap]):
        if self.value() in GapStatus.values:
            return queryset.filter(status=self.value())
        shut = (GapStatus.DONE, GapStatus.WONT_DO)
        return queryset if self.value() == "all" else queryset.exclude(status__in=shut)


class AreaFilter(DropdownFilter):
    title = "product area"
    parameter_name = "area"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        areas = ProductGap.objects.exclude(area="").order_by("area").values_list("area", flat=True)
        return [(area, area) for area in areas.distinct()[:100]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ProductGap]):
        return queryset.filter(area=self.value()) if self.value() else queryset


@admin.register(ProductGap)
class ProductGapAdmin(PortalAdmin):
    opens = frozenset({ADD, CHANGE})
    list_display = ("gap", "status_label", "p0", "p1", "p2", "accounts", "arr", "shipped_on")
    list_filter = (OpenFilter, AreaFilter)
    search_fields = ("title", "description", "area")
    search_help_text = "Words of the title, the area or the description"
    fieldsets = (
        ("What is missing", {"fields": ("title", ("area", "lifecycle"), "description", "link")}),
        (
            "What becomes of it",
            {
                "fields": (("status", "shipped_on"),),
                "description": "Once it is done, the advisor of every account that asked for it "
                "gets a task to tell them.",
            },
        ),
    )
    change_form_after_template = "admin/accounts/gaps/reports.html"
    fills = "Gaps are reported on an account's page, or written down here."

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProductGap]:
        return ProductGap.objects.weighed(on=timezone.localdate())

    def formfield_for_dbfield(self, db_field, request: HttpRequest, **kwargs: Any):
        if db_field.name == "link":
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Not among the fields, so that it cannot be written as `ordering`."""
        return ("-p0", "-impacted_arr", "pk")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        key = object_id if object_id and object_id.isdigit() else None
        reports = GapReport.objects.filter(gap=key).select_related("account", "contact")
        context = {**(extra_context or {}), "reports": reports[:_REPORTS] if key else []}
        return super().changeform_view(request, object_id, form_url, context)

    def save_model(self, request: HttpRequest, obj: ProductGap, form: Form, change: bool) -> None:
        if not change:
            obj.created_by, obj.created_at = request.user, timezone.now()
        super().save_model(request, obj, form, change)

    @admin.display(description="Gap", ordering="title")
    def gap(self, obj: ProductGap) -> SafeString:
        return cells.two_lines(obj.title, obj.area)

    @admin.display(description="Status", ordering="status")
    def status_label(self, obj: ProductGap) -> SafeString | str:
        return cells.choice("gap", obj, "status")

    @admin.display(description="P0", ordering="-p0")
    def p0(self, obj: ProductGap) -> SafeString | str:
        return cells.label("band-poor", obj.p0)

    @admin.display(description="P1", ordering="-p1")
    def p1(self, obj: ProductGap) -> int | str:
        return obj.p1 or cells.NOTHING

    @admin.display(description="P2", ordering="-p2")
    def p2(self, obj: ProductGap) -> int | str:
        return obj.p2 or cells.NOTHING

    @admin.display(description="Accounts", ordering="-reporters")
    def accounts(self, obj: ProductGap) -> int | str:
        return obj.reporters or cells.NOTHING

    @admin.display(description="Impacted ARR", ordering="-impacted_arr")
    def arr(self, obj: ProductGap) -> str:
        return f"{obj.impacted_arr:,.0f}" if obj.impacted_arr else cells.NOTHING


@admin.register(GapReport)
class GapReportAdmin(OfAccount, LedgerAdmin):
    list_display = ("reported_on", "at", "gap", "severity_label", "status", "told_on")
    list_filter = (("severity", ChoicesDropdownFilter), ("reported_on", RangeDateFilter))
    list_select_related = ("account", "gap")
    ordering = ("-reported_on", "-pk")
    fills = "Gaps are reported on an account's page."

    @admin.display(description="Account", ordering="account__name")
    def at(self, obj: GapReport) -> SafeString:
        return cells.link(page(obj.account), obj.account.name)

    @admin.display(description="Severity", ordering="severity")
    def severity_label(self, obj: GapReport) -> SafeString | str:
        tone = "band-poor" if obj.severity == Severity.P0 else "band-none"
        return cells.label(tone, Severity(obj.severity).name)

    @admin.display(description="Status", ordering="gap__status")
    def status(self, obj: GapReport) -> SafeString | str:
        return cells.choice("gap", obj.gap, "status")


@admin.register(Feedback)
class FeedbackAdmin(LedgerAdmin):
    list_display = ("on", "at", "said", "source", "area", "by")
    list_display_links = ("said",)
    list_filter = (("source", ChoicesDropdownFilter), ("on", RangeDateFilter))
    list_select_related = ("account", "by")
    search_fields = ("text", "area", "account__name__istartswith")
    search_help_text = "Words of it, a product area, or the beginning of an account's name"
    ordering = ("-on", "-pk")
    fills = "Opinions are noted on an account's page, after a review, a session or a call."

    @admin.display(description="Account", ordering="account__name")
    def at(self, obj: Feedback) -> SafeString:
        return cells.link(page(obj.account), obj.account.name)

    @admin.display(description="What they think")
    def said(self, obj: Feedback) -> str:
        return str(obj)
