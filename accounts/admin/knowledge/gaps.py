"""The list of what is not known, over the whole book."""

from datetime import date, timedelta

from django.contrib import admin
from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import DropdownFilter, RelatedDropdownFilter

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin
from accounts.admin.knowledge.actions import SLUG
from accounts.knowledge import freshness
from accounts.models import Account, Area, Contract, KnowledgeGap, KnowledgeNote, Programme, User

_NEVER = Value(date.min, output_field=DateField())


def _cutoffs(on: date) -> Case:
    """The day before which knowledge is old, by the account's programme."""
    programmes = Programme.objects.values_list("pk", "policy")
    days = {pk: freshness.days(policy) for pk, policy in programmes}
    return Case(
        *(
            When(account__programme=pk, then=Value(on - timedelta(most)))
            for pk, most in days.items()
            if most != freshness.DAYS
        ),
        default=Value(on - timedelta(freshness.DAYS)),
        output_field=DateField(),
    )


def known(on: date) -> QuerySet[KnowledgeNote]:
    """The areas of an account, to be asked for from its query, that are neither empty nor old."""
    return (
        KnowledgeNote.objects.filter(account=OuterRef("pk"), reviewed_on__gte=_cutoffs(on))
        .exclude(text="")
        .order_by()
    )


class AreaFilter(DropdownFilter):
    title = "area that is not known"
    parameter_name = "area"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return list(Area.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Account]) -> QuerySet[Account]:
        if self.value() not in Area.values:
            return queryset
        return queryset.filter(~Exists(known(timezone.localdate()).filter(area=self.value())))


class AdvisorFilter(DropdownFilter):
    title = "Technical Advisor"
    parameter_name = "ta"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        advisors = User.objects.filter(Exists(Account.objects.filter(ta=OuterRef("pk"))))[:200]
        people = [(str(advisor.pk), str(advisor)) for advisor in advisors]
        return [("mine", "Mine"), ("pool", "The pool's"), *people]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Account]) -> QuerySet[Account]:
        value = self.value()
        if value == "mine":
            return queryset.filter(ta=request.user)
        if value == "pool":
            return queryset.filter(ta=None)
        return queryset.filter(ta=value) if value and value.isdigit() else queryset


@admin.register(KnowledgeGap)
class KnowledgeGapAdmin(LedgerAdmin):
    """Only accounts with a contract in force: of others nothing has to be known."""

    list_display = ("account", "known", "missing", "oldest", "ta_name")
    list_display_links = None
    list_filter = (AreaFilter, AdvisorFilter, ("programme", RelatedDropdownFilter))
    list_select_related = ("programme", "ta")
    search_fields = ("name__istartswith", "external_id__istartswith")
    search_help_text = "Name or account id, from its beginning"
    # The least known first, then the longest not gone through; no columns of the table itself.
    ordering = (Coalesce("areas_known", 0).asc(), Coalesce("oldest_on", _NEVER).asc(), "pk")
    fields = ("name", "external_id", "programme", "ta")
    fills = "Nothing is missing: accounts with a contract and unknown areas would be listed here."

    def get_queryset(self, request: HttpRequest) -> QuerySet[KnowledgeGap]:
        on = timezone.localdate()
        running = Contract.objects.filter(
            account=OuterRef("pk"), start__lte=on, end__gt=on, churned_on=None
        )
        counted = known(on).values("account").annotate(count=Count("pk")).values("count")
        oldest = (
            KnowledgeNote.objects.filter(account=OuterRef("pk"))
            .exclude(text="")
            .order_by("reviewed_on")
        )
        return (
            KnowledgeGap.objects.current()
            .filter(Exists(running))
            .annotate(
                areas_known=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
                oldest_on=Subquery(oldest.values("reviewed_on")[:1]),
            )
            .filter(areas_known__lt=len(Area))
            .order_by(*self.ordering)
        )

    def get_changelist_instance(self, request: HttpRequest):
        """The notes of the page's accounts are read in one query, not one a row."""
        changelist = super().get_changelist_instance(request)
        rows = list(changelist.result_list)
        notes: dict[int, list[KnowledgeNote]] = {}
        for note in KnowledgeNote.objects.filter(account__in=[row.pk for row in rows]):
            notes.setdefault(note.account_id, []).append(note)
        for row in rows:
            row.notes = notes.get(row.pk, [])
        changelist.result_list = rows
        return changelist

    @admin.display(description="Account", ordering="name")
    def account(self, obj: KnowledgeGap) -> SafeString:
        url = reverse("admin:accounts_account_tab", args=[obj.pk, SLUG])
        return cells.two_lines(cells.link(url, obj.name), obj.programme.name)

    @admin.display(description="Known", ordering="areas_known")
    def known(self, obj: KnowledgeGap) -> SafeString | str:
        tone = "band-poor" if obj.areas_known == 0 else "band-concerning"
        return cells.label(tone, f"{obj.areas_known} of {len(Area)}")

    @admin.display(description="Not known")
    def missing(self, obj: KnowledgeGap) -> SafeString:
        on, days = timezone.localdate(), freshness.days(obj.programme.policy)
        written = {note.area: note for note in obj.notes if note.text}
        labels = []
        for area in Area:
            note = written.get(area)
            if note is None:
                labels.append(cells.label("band-poor", area.label, "nothing is written"))
            elif not freshness.is_known(note.text, note.reviewed_on, days, on=on):
                title = f"gone through on {note.reviewed_on}"
                labels.append(cells.label("band-concerning", area.label, title))
        return SafeString(" ".join(labels))

    @admin.display(description="Oldest", ordering="oldest_on")
    def oldest(self, obj: KnowledgeGap) -> SafeString | str:
        if obj.oldest_on is None:
            return cells.NOTHING
        return cells.two_lines(cells.in_days(obj.oldest_on, on=timezone.localdate()), obj.oldest_on)

    @admin.display(description="TA", ordering="ta__first_name")
    def ta_name(self, obj: KnowledgeGap) -> str:
        return str(obj.ta) if obj.ta else "pool"
