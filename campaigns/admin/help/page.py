"""Pages of help requests: what waits, and each one with its thread."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter

from accounts.admin import cells, whose
from accounts.admin.base import LedgerAdmin
from accounts.admin.own_page import Asked, OwnPage
from campaigns.admin.help import filters
from campaigns.admin.help.acts import ACTS, Act
from campaigns.admin.help.forms import ActForm
from campaigns.models import CustomerMail, HelpRequest, HelpState


@admin.register(HelpRequest)
class HelpRequestAdmin(OwnPage, LedgerAdmin):
    """Asked by customers and changed by what is done, never by editing its columns."""

    acts = ACTS
    list_display = ("what", "state_label", "due", "whose", "topic", "asked")
    list_filter = (
        filters.WhoseFilter,
        filters.StateFilter,
        ("topic", ChoicesDropdownFilter),
        ("account__programme", RelatedDropdownFilter),
    )
    list_select_related = ("account", "contact", "task__owner")
    list_before_template = "admin/campaigns/helprequest/switch.html"
    search_fields = (
        "account__external_id__exact",
        "account__name__istartswith",
        "contact__email__istartswith",
    )
    search_help_text = "Account id, or the beginning of its name or of an address"
    ordering = ("due_at", "pk")
    nothing = "Nobody waits for an answer here"
    fills = "Customers ask by the links in their mails, on their page, or by writing to us."

    def get_queryset(self, request: HttpRequest) -> QuerySet[HelpRequest]:
        return super().get_queryset(request).filter(account__removed_at__isnull=True)

    # --- Columns --------------------------------------------------------------------------------

    @admin.display(description="Request", ordering="subject")
    def what(self, obj: HelpRequest) -> SafeString:
        return cells.two_lines(obj.subject, f"{obj.contact}, {obj.account}")

    @admin.display(description="State", ordering="state")
    def state_label(self, obj: HelpRequest) -> SafeString | str:
        if obj.urgent and obj.state == HelpState.OPEN:
            return cells.label("band-poor", "Keeps them from working")
        return cells.choice("help", obj, "state")

    @admin.display(description="Answer due", ordering="due_at")
    def due(self, obj: HelpRequest) -> SafeString | str:
        if obj.state != HelpState.OPEN:
            return cells.NOTHING
        return cells.label(*due_label(obj))

    @admin.display(description="Owner", ordering="task__owner__first_name")
    def whose(self, obj: HelpRequest) -> SafeString | str:
        return str(obj.owner) if obj.owner else cells.label("band-concerning", "Nobody")

    @admin.display(description="Asked", ordering="asked_at")
    def asked(self, obj: HelpRequest) -> SafeString:
        at = timezone.localtime(obj.asked_at)
        ago = cells.in_days(at.date(), on=timezone.localdate())
        return cells.two_lines(ago, f"{at:%-d %b %Y %H:%M}")

    # --- Pages ----------------------------------------------------------------------------------

    def around_list(self, request: HttpRequest, changelist: ChangeList) -> dict[str, Any]:
        chosen = whose.chosen(changelist)
        return {
            "whose": whose.WHOSE,
            "chosen": chosen,
            "state_chosen": request.GET.get("state", ""),
            "sums": _sums(request, chosen),
        }

    def find(self, request: HttpRequest, key: str) -> HelpRequest | None:
        related = ("account__state", "account__programme", "account__ta", "contact", "task__owner")
        found = self.get_queryset(request).select_related(*related, "touch__campaign")
        return found.filter(pk=key).first()

    def form_of(self, request: HttpRequest, act: Act, row: HelpRequest) -> ActForm:
        return act.form(request.POST, found=row)

    def carry_out(self, request: HttpRequest, act: Act, row: HelpRequest, data: dict) -> str:
        return act.verb(row, data, request.user, timezone.now())

    def page(
        self, request: HttpRequest, row: HelpRequest, asked: Asked | None = None
    ) -> HttpResponse:
        """With the form that was refused, if one was, filled in as it was sent."""
        refused, form = asked or ("", None)
        kind = "answer" if refused == "solve" else refused
        made = {slug: form if slug == kind else act.form(found=row) for slug, act in ACTS.items()}
        mails = CustomerMail.objects.filter(key__startswith=f"help:{row.pk}:")
        context = {
            **self.admin_site.each_context(request),
            "title": row.subject,
            "opts": self.opts,
            "original": row,
            "found": row,
            "due": due_label(row),
            "thread": list(row.messages.select_related("by")),
            "mails": list(mails.order_by("pk")[:50]),
            "came": list(row.inbound_mails.order_by("pk")[:50]),
            "may_work": self.may(request, "change"),
            "forms": made,
            "refused": refused,
            "refusal": form,
            "state": getattr(row.account, "state", None),
        }
        return TemplateResponse(request, "admin/campaigns/helprequest/page.html", context)


def due_label(found: HelpRequest) -> tuple[str, str]:
    """Tone and words of how near its answer is."""
    now = timezone.now()
    hours = int(abs((found.due_at - now).total_seconds()) // 3600)
    span = f"{hours} h" if hours < 48 else f"{hours // 24} days"
    if found.due_at < now:
        return "band-poor", f"{span} overdue"
    tone = "band-concerning" if hours < 8 else "task-open"
    return tone, f"in {span}" if hours else "within the hour"


def _sums(request: HttpRequest, chosen: str) -> list[tuple[str, str, str, int]]:
    """What stands in the list of whose it is, by state: tone, value, name and count."""
    rows = HelpRequest.objects.current()
    if chosen == whose.NOBODY:
        rows = rows.filter(task__owner=None)
    elif chosen != whose.ALL:
        rows = rows.filter(filters.WhoseFilter.mine(request.user))
    late = Q(state=HelpState.OPEN, due_at__lt=timezone.now())
    counted = rows.order_by().aggregate(
        late=Count("pk", filter=late),
        open=Count("pk", filter=Q(state=HelpState.OPEN)),
        answered=Count("pk", filter=Q(state=HelpState.ANSWERED)),
    )
    return [
        ("band-poor", "overdue", "overdue", counted["late"]),
        ("task-open", "", "wait for us", counted["open"]),
        ("help-answered", "answered", "answered", counted["answered"]),
    ]
