"""Pages of the ledger of touches."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Max, QuerySet
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
from campaigns import readable, responses, results, send
from campaigns.admin import quiet
from campaigns.admin.pending import PendingPages
from campaigns.models import ResponseKind, Status, Touch, TouchResponse
from campaigns.reasons import REASONS, sentence
from campaigns.why import why

# Up to here the sums of the whole ledger are counted; a larger one is summed once narrowed.
_SUMMED_WHOLE = 300_000


class ReasonFilter(DropdownFilter):
    title = "reason"
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return [(reason, reason.replace("_", " ").capitalize()) for reason in REASONS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Touch]) -> QuerySet[Touch]:
        return queryset.filter(reason=self.value()) if self.value() else queryset


class DidFilter(DropdownFilter):
    title = "what the reader did"
    parameter_name = "did"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return list(ResponseKind.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Touch]) -> QuerySet[Touch]:
        if self.value() not in ResponseKind.values:
            return queryset
        return queryset.filter(
            pk__in=TouchResponse.objects.filter(kind=self.value()).values("touch")
        )


@admin.register(Touch)
class TouchAdmin(LedgerAdmin):
    list_display = ("due_on", "what", "at", "to", "state", "because", "decided_on", "came_back")
    list_display_links = ("due_on",)
    list_filter = (
        ("status", ChoicesDropdownFilter),
        ReasonFilter,
        ("campaign", RelatedDropdownFilter),
        ("outcome", ChoicesDropdownFilter),
        DidFilter,
        ("due_on", RangeDateFilter),
    )
    list_select_related = ("account", "campaign", "contact")
    list_before_template = "admin/campaigns/touch/sums.html"
    search_fields = ("address", "account")
    search_help_text = "Address, account id, or the beginning of its name"
    ordering = ("-pk",)
    actions = ("settle_sent", "settle_not_sent", "send_again", "note_reply")
    change_form_outer_before_template = "admin/campaigns/touch/why.html"
    fills = "A line appears for each mail that falls due to a contact, sent or not."

    def get_urls(self) -> list:
        return [*quiet.urls(self), *PendingPages(self).urls(), *super().get_urls()]

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

    def around_list(self, request: HttpRequest, changelist: ChangeList) -> dict[str, Any]:
        narrowed = changelist.has_active_filters or changelist.query
        shown = results.of(changelist.queryset) if narrowed or _small() else None
        return {"results": shown, "ledger": _beginning(request)}

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        people = Touch.objects.select_related(
            "campaign__current__author",
            "campaign__current__approved_by",
            "version__author",
            "version__approved_by",
            "contact",
        )
        context = dict(extra_context or {})
        if str(object_id).isdecimal() and (touch := people.filter(pk=object_id).first()):
            context |= {"why": why(touch), "sentence": _sentence(touch)}
            context["verbs"] = self._verbs(request, touch)
            context["acts"] = list(touch.acts.select_related("by"))
        return super().changeform_view(request, object_id, form_url, context)

    def _verbs(self, request: HttpRequest, touch: Touch) -> list[tuple[str, str]]:
        """What may be done with this mail now; each asks first."""
        offered = []
        if self.has_settle_permission(request):
            if touch.status == Status.UNCERTAIN:
                offered += [("settle_sent", "It was sent"), ("settle_not_sent", "It was not sent")]
            if touch.status == Status.FAILED:
                offered.append(("send_again", "Send again"))
        if self.has_note_permission(request) and touch.status == Status.SENT:
            offered.append(("note_reply", "They replied"))
        return offered

    @admin.display(description="Campaign", ordering="campaign__name")
    def what(self, obj: Touch) -> SafeString:
        return cells.two_lines(obj.campaign, readable.which(obj.step, obj.variant))

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

    @admin.action(description="Sent: they replied …", permissions=["note"])
    def note_reply(self, request: HttpRequest, queryset: QuerySet[Touch]):
        answered = TouchResponse.objects.filter(kind=ResponseKind.REPLIED).values("touch")
        return self._each(
            request,
            queryset.filter(status=Status.SENT).exclude(pk__in=answered),
            action="note_reply",
            title="Note a reply to these mails?",
            says="Each counts as a contact with the customer today, on the account's timeline.",
            verb=lambda touch: responses.replied(touch, by=request.user, now=timezone.now()),
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

    def has_note_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("campaigns.add_touchresponse")


def _beginning(request: HttpRequest) -> str:
    """The address of this list as it is narrowed, to be narrowed further; a later value wins."""
    asked = request.GET.copy()
    for name in ("p", "status__exact", "reason", "outcome__exact", "did"):
        asked.pop(name, None)
    return f"?{asked.urlencode()}&" if asked else "?"


def _sentence(touch: Touch) -> str:
    return sentence(touch.status, touch.reason, touch.decided_on, touch.closes_on)


def _small() -> bool:
    return (Touch.objects.aggregate(last=Max("pk"))["last"] or 0) <= _SUMMED_WHOLE
