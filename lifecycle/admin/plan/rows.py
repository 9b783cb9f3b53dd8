"""The list of plans: what each row has to say, the order that puts trouble first, and filters."""

from datetime import date

from django.contrib.admin import ModelAdmin
from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from unfold.contrib.filters.admin import DropdownFilter

from lifecycle.gather import Programmes
from lifecycle.models import Objective, PlanAction, SuccessPlan
from lifecycle.plans import due


def annotated(plans: QuerySet[SuccessPlan], *, on: date) -> QuerySet[SuccessPlan]:
    """With whether its sync is late, and how much is off track and overdue in it."""
    mine, programmes = {"plan": OuterRef("pk")}, Programmes.load()
    off = Objective.objects.filter(**mine).off_track()
    late = PlanAction.objects.filter(**mine).open().filter(due__lt=on)
    return plans.annotate(
        sync_late=Case(
            When(due.overdue(programmes, on=on), then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        ),
        rhythm=Case(
            *(
                When(account__programme=key, then=Value(programmes.policies[slug].plan_sync_days))
                for key, slug in programmes.slugs.items()
            ),
            default=Value(0),
            output_field=IntegerField(),
        ),
        off_track=_count(off),
        overdue=_count(late),
        number_of_objectives=_count(Objective.objects.filter(**mine)),
    )


def _count(rows: QuerySet) -> Coalesce:
    counted = rows.order_by().values("plan").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


ATTENTION = (
    "-sync_late",
    "-off_track",
    "-overdue",
    F("next_sync_on").asc(nulls_last=True),
    "account__name",
    "pk",
)


class KeptFilter(DropdownFilter):
    """Opens on the plans that are worked by."""

    title = "plans"
    parameter_name = "plans"
    all_option = ("", "Current")

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        return [("archived", "Archived"), ("all", "All")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "all":
            return queryset
        return queryset.filter(archived_at__isnull=self.value() != "archived")


class AttentionFilter(DropdownFilter):
    title = "attention"
    parameter_name = "attention"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        return [
            ("sync", "Sync overdue"),
            ("off", "Objectives off track"),
            ("actions", "Actions overdue"),
            ("never", "No sync held yet"),
            ("bare", "Without objectives"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        wanted = {
            "sync": Q(sync_late=True),
            "off": Q(off_track__gt=0),
            "actions": Q(overdue__gt=0),
            "never": Q(last_sync_on=None),
            "bare": Q(number_of_objectives=0),
        }
        chosen = wanted.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(chosen)


class MineFilter(DropdownFilter):
    title = "accounts"
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        return [("mine", "My accounts"), ("owned", "Plans I own"), ("pool", "The pool's")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        wanted = {
            "mine": Q(account__ta=request.user),
            "owned": Q(owner=request.user),
            "pool": Q(account__ta=None),
        }
        chosen = wanted.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(chosen)
