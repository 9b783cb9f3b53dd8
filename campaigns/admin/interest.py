"""Pages of the contacts who would like to try a beta."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin
from accounts.csv_lines import lines
from campaigns.betas import interest
from campaigns.models import BetaInterest, Campaign, InterestState
from lifecycle.admin.task import where
from lifecycle.models import Task

_COLUMNS = ("beta", "account_id", "account", "email", "name", "state", "since", "note")


class BetaFilter(DropdownFilter):
    title = "beta"
    parameter_name = "beta"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        found = Campaign.objects.filter(topic__in=interest.TOPICS).order_by("name")
        return [(str(campaign.pk), campaign.name) for campaign in found]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value() or ""
        return queryset.filter(campaign=chosen) if chosen.isdecimal() else queryset


@admin.register(BetaInterest)
class BetaInterestAdmin(LedgerAdmin):
    list_display = ("person", "at", "beta", "state_label", "note", "said_at", "changed_by")
    list_filter = (BetaFilter, ("state", ChoicesDropdownFilter))
    list_select_related = ("campaign", "contact__account", "changed_by")
    search_fields = ("contact__email__istartswith",)
    search_help_text = "Address, from its beginning"
    actions = ("invite", "join", "decline", "export")
    fills = "Put {{ interest_url }} into an announcement of a feature or a beta and release it."

    def has_answer_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "change")

    @admin.display(description="Contact", ordering="contact__last_name")
    def person(self, obj: BetaInterest) -> SafeString:
        return cells.two_lines(str(obj.contact), obj.contact.email)

    @admin.display(description="Account", ordering="contact__account__name")
    def at(self, obj: BetaInterest) -> SafeString:
        url = reverse("admin:accounts_account_change", args=[obj.contact.account_id])
        return cells.link(url, obj.contact.account.name)

    @admin.display(description="Beta", ordering="campaign__name")
    def beta(self, obj: BetaInterest) -> str:
        return obj.campaign.name

    @admin.display(description="State", ordering="state")
    def state_label(self, obj: BetaInterest) -> SafeString | str:
        return cells.choice("interest", obj, "state")

    @admin.action(description="They are invited", permissions=["answer"])
    def invite(self, request: HttpRequest, queryset: QuerySet[BetaInterest]) -> None:
        self._move(request, queryset, InterestState.INVITED)

    @admin.action(description="They have joined", permissions=["answer"])
    def join(self, request: HttpRequest, queryset: QuerySet[BetaInterest]) -> None:
        self._move(request, queryset, InterestState.JOINED)

    @admin.action(description="They decline, or we do", permissions=["answer"])
    def decline(self, request: HttpRequest, queryset: QuerySet[BetaInterest]) -> None:
        self._move(request, queryset, InterestState.DECLINED)

    @admin.action(description="Export as CSV", permissions=["view"])
    def export(self, request: HttpRequest, queryset: QuerySet[BetaInterest]) -> Any:
        response = StreamingHttpResponse(
            lines(_COLUMNS, (_row(found) for found in queryset.iterator(1000))),
            content_type="text/csv; charset=utf-8",
        )
        response["Content-Disposition"] = 'attachment; filename="interest.csv"'
        return response

    def _move(self, request: HttpRequest, queryset: QuerySet[BetaInterest], state: str) -> None:
        chosen = list(queryset.select_related("campaign", "contact__account"))
        on, now = timezone.localdate(), timezone.now()
        count = interest.move(chosen, state, by=request.user, on=on, now=now)
        label = InterestState(state).label
        for found in chosen:
            self.log_change(request, found, f"{label}.")
        messages.success(request, f"{label}: {count} of {len(chosen)}.")


def _row(found: BetaInterest) -> tuple:
    contact = found.contact
    return (
        found.campaign.name,
        contact.account.external_id,
        contact.account.name,
        contact.email,
        contact.full_name,
        found.state,
        found.said_at.date(),
        found.note,
    )


def _list(task: Task, key: str) -> where.Place:
    """Of everybody interested in the beta that the task is about."""
    url = reverse("admin:campaigns_betainterest_changelist")
    return where.Place("who is interested", f"{url}?beta={key.partition('-')[0]}")


where.register("beta-", _list)
