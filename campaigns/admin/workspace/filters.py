"""Filters of the book's list."""

from django.contrib.admin import ModelAdmin
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import (
    DropdownFilter,
    MultipleDropdownFilter,
    RangeDateFilter,
    RangeNumericFilter,
)

from accounts.models import Account, Contact, Role, Suppression, User
from campaigns.models import Segment
from campaigns.segments import filters as segments
from lifecycle.models import Alert, Band, Stage

NO_STAGE = "none"


class SegmentFilter(DropdownFilter):
    """The saved questions that releases use, asked of the list."""

    title = "segment"
    parameter_name = "segment"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        usable = Segment.objects.filter(Q(shared=True) | Q(owner=request.user.pk))
        return [(str(pk), name) for pk, name in usable.values_list("pk", "name")[:200]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Account]) -> QuerySet[Account]:
        value = self.value() or ""
        usable = Segment.objects.filter(Q(shared=True) | Q(owner=request.user.pk))
        segment = usable.filter(pk=value).first() if value.isdecimal() else None
        if segment is None:
            return queryset
        found = segments.accounts(segment.query, on=timezone.localdate())
        return queryset.filter(pk__in=found.order_by().values("pk"))


class StageFilter(MultipleDropdownFilter):
    title = "stage"
    parameter_name = "stage"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        return [*Stage.choices, (NO_STAGE, "None: pipeline or churned")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Account]) -> QuerySet[Account]:
        chosen = [stage for stage in self.value() or () if stage]
        if not chosen:
            return queryset
        wanted = Q(state__stage__in=[stage for stage in chosen if stage != NO_STAGE])
        if NO_STAGE in chosen:
            wanted |= Q(state__stage="") | Q(state__isnull=True)
        return queryset.filter(wanted)


class HealthFilter(MultipleDropdownFilter):
    title = "health"
    parameter_name = "health"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        return list(Band.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Account]) -> QuerySet[Account]:
        chosen = [band for band in self.value() or () if band in Band.values]
        return queryset.filter(state__confirmed_band__in=chosen) if chosen else queryset


class AdvisorFilter(DropdownFilter):
    title = "Technical Advisor"
    parameter_name = "ta"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        mine = Account.objects.filter(ta=OuterRef("pk"))
        advisors = User.objects.filter(Exists(mine))[:200]
        people = [(str(advisor.pk), str(advisor)) for advisor in advisors]
        return [("mine", "Mine"), ("pool", "The pool's"), *people]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Account]) -> QuerySet[Account]:
        value = self.value()
        if value == "mine":
            return queryset.filter(**{request.user.holds: request.user})
        if value == "pool":
            return queryset.filter(ta=None)
        return queryset.filter(ta=value) if value and value.isdigit() else queryset


class AttentionFilter(DropdownFilter):
    title = "attention"
    parameter_name = "attention"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        return [
            ("overdue", "Renewal overdue"),
            ("alert", "Open alert"),
            ("silent", "No usage data"),
            ("paused", "Campaigns paused"),
            ("override", "Stage overridden"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Account]) -> QuerySet[Account]:
        wanted = {
            "overdue": Q(state__overdue=True) & ~Q(state__stage=""),
            "alert": Exists(
                Alert.objects.open(on=timezone.localdate()).filter(account=OuterRef("pk"))
            ),
            "silent": Q(state__utilization__isnull=True)
            & ~Q(state__stage__in=["", Stage.PROSPECT]),
            "paused": Q(campaigns_paused_until__isnull=False),
            "override": ~Q(state__stage=F("state__rule_stage")),
        }
        chosen = wanted.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(chosen)


class MissingRoleFilter(DropdownFilter):
    """A role counts as held only by somebody who may be written to."""

    title = "missing role"
    parameter_name = "missing"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        return list(Role.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Account]) -> QuerySet[Account]:
        if self.value() not in Role.values:
            return queryset
        silenced = Suppression.objects.of_everything().filter(address=OuterRef("email"))
        held = (
            Contact.objects.current()
            .filter(account=OuterRef("pk"), **{self.value(): True})
            .filter(~Exists(silenced))
        )
        return queryset.filter(~Exists(held)).exclude(state__stage="")


RENEWAL = ("state__renewal_on", RangeDateFilter)
UTILIZATION = ("state__utilization", RangeNumericFilter)
USAGE = ("state__usage", RangeNumericFilter)
