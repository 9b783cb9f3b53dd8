"""Pages of the ledger of touches."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import (
    ChoicesDropdownFilter,
    DropdownFilter,
    RangeDateFilter,
    RelatedDropdownFilter,
)

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin
from accounts.admin.confirm import confirmed
from campaigns import send
from campaigns.models import Status, Touch
from campaigns.reasons import REASONS, sentence

# Up to here the sums of the whole ledger are counted; a larger one is summed once narrowed.
_SUMMED_WHOLE = 300_000


class ReasonFilter(DropdownFilter):
    title = "reason"
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return [(reason, reason.replace("_", " ").capitalize()) for reason in REASONS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Touch]) -> QuerySet[Touch]:
        return queryset.filter(reason=self.value()) if self.value() else queryset


@admin.register(Touch)
class TouchAdmin(LedgerAdmin):
    list_display = ("due_on", "what", "at", "to", "state", "because", "decided_on", "came_back")
    list_display_links = ("due_on",)
    list_filter = (
        ("status", ChoicesDropdownFilter),
        ReasonFilter,
        ("campaign", RelatedDropdownFilter),
        ("outcome", ChoicesDropdownFilter),
        ("due_on", RangeDateFilter),
    )
    list_select_related = ("account", "campaign", "contact")
    list_before_template = "admin/campaigns/touch/sums.html"
    search_fields = ("address", "account")
    search_help_text = "Address, account id, or the beginning of its name"
    ordering = ("-pk",)
    actions = ("settle_sent", "settle_not_sent", "send_again")
    change_form_before_template = "admin/campaigns/touch/why.html"
    fills = "A line appears for each mail that falls due to a contact, sent or not."

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Touch], search_term: str
    ) -> tuple[QuerySet[Touch], bool]:
        """One question at a time: each finds its rows by an index, together none would."""
        term = search_term.strip()
        if not term:
            return queryset, False
        if "@" in term:
            return queryset.filter(address=term.lower()), False
        exact = queryset.filter(account__external_id=term)
        if exact.exists():
            return exact, False
        return queryset.filter(account__name__istartswith=term), False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        response = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None) or {}
        if changelist := context.get("cl"):
            narrowed = changelist.has_active_filters or changelist.query
            context["sums"] = _sums(changelist.queryset) if narrowed or _small() else None
        return response

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        touch = Touch.objects.filter(pk=object_id).first()
        why = _sentence(touch) if touch else ""
        context = {**(extra_context or {}), "why": why}
        return super().changeform_view(request, object_id, form_url, context)

    @admin.display(description="Campaign", ordering="campaign__name")
    def what(self, obj: Touch) -> SafeString:
        return cells.two_lines(obj.campaign, _step(obj))

    @admin.display(description="Account", ordering="account__name")
    def at(self, obj: Touch) -> SafeString:
        url = reverse("admin:accounts_account_change", args=[obj.account_id])
        return cells.link(url, obj.account)

    @admin.display(description="To", ordering="address")
    def to(self, obj: Touch) -> SafeString:
        if obj.contact is None:
            return SafeString("nobody")
        return cells.two_lines(obj.contact, obj.address)

    @admin.display(description="Status", ordering="status")
    def state(self, obj: Touch) -> SafeString | str:
        return cells.choice("touch", obj, "status")

    @admin.display(description="Reason", ordering="reason")
    def because(self, obj: Touch) -> str:
        return obj.reason.replace("_", " ") or cells.NOTHING

    @admin.display(description="Came back", ordering="outcome")
    def came_back(self, obj: Touch) -> SafeString | str:
        return cells.choice("outcome", obj, "outcome")

    @admin.action(description="Uncertain: it was sent …", permissions=["settle"])
    def settle_sent(self, request: HttpRequest, queryset: QuerySet[Touch]):
        return self._settle(request, queryset, "settle_sent", sent=True)

    @admin.action(description="Uncertain: it was not sent …", permissions=["settle"])
    def settle_not_sent(self, request: HttpRequest, queryset: QuerySet[Touch]):
        return self._settle(request, queryset, "settle_not_sent", sent=False)

    @admin.action(description="Failed: send again …", permissions=["settle"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Touch]):
        failed = queryset.filter(status=Status.FAILED)
        return self._each(
            request,
            failed,
            action="send_again",
            title="Send these failed mails again?",
            says="Each leaves with the next batch, if it may still be written to.",
            verb=lambda touch: send.resend(touch, user=request.user, now=timezone.now()),
        )

    def _settle(self, request: HttpRequest, queryset: QuerySet[Touch], action: str, *, sent: bool):
        said = "were sent" if sent else "were not sent"
        return self._each(
            request,
            queryset.filter(status=Status.UNCERTAIN),
            action=action,
            title=f"Settle that these mails {said}?",
            says="They are uncertain: the connection was lost before the server answered.",
            verb=lambda touch: send.settle(touch, sent=sent, user=request.user, now=timezone.now()),
        )

    def _each(
        self,
        request: HttpRequest,
        queryset: QuerySet[Touch],
        *,
        action: str,
        title: str,
        says: str,
        verb: Callable[[Touch], bool],
    ):
        if not queryset.exists():
            messages.warning(request, "None of the chosen mails is in that state.")
            return None

        def carry_out() -> None:
            done = [touch for touch in queryset if verb(touch)]
            for touch in done:
                self.log_change(request, touch, title.rstrip("?"))
            messages.success(request, f"Done for {len(done)}.")

        return confirmed(
            self, request, queryset, action=action, title=title, says=says, carry_out=carry_out
        )

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "change")


def _step(touch: Touch) -> str:
    variant = f" · {touch.variant.replace('_', ' ')}" if touch.variant != touch.step else ""
    return f"step {touch.step}{variant if touch.variant else ''}"


def _sentence(touch: Touch) -> str:
    return sentence(touch.status, touch.reason, touch.decided_on, touch.closes_on)


def _small() -> bool:
    return (Touch.objects.aggregate(last=Max("pk"))["last"] or 0) <= _SUMMED_WHOLE


def _sums(queryset: QuerySet[Touch]) -> list[dict[str, Any]]:
    """How many rows of the list are in each status, all statuses in their order."""
    counted = dict(queryset.order_by().values_list("status").annotate(Count("pk")))
    return [
        {"status": status, "name": Status(status).label, "count": counted.get(status, 0)}
        for status in Status.values
    ]
