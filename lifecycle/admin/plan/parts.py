"""Lists of what hangs on success plans, to look something up; they are changed on the plan."""

from django.contrib import admin
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin
from lifecycle.models import (
    Objective,
    ObjectiveReading,
    PlanAction,
    PlanAsk,
    PlanComment,
    PlanRelationship,
    PlanSignature,
    PlanVersion,
)


class PlanPartAdmin(LedgerAdmin):
    list_select_related = ("plan__account",)
    search_fields = ("plan__account__external_id__exact", "plan__account__name__istartswith")
    search_help_text = "Account id, or the beginning of its name"
    fills = "These are added on an account's plan."

    @admin.display(description="Account", ordering="plan__account__name")
    def at(self, obj) -> SafeString:
        url = reverse("admin:lifecycle_successplan_change", args=[obj.plan_id])
        return cells.link(url, obj.plan.account.name)


@admin.register(Objective)
class ObjectiveAdmin(PlanPartAdmin):
    list_display = ("title", "at", "stands_label", "value", "value_on", "target", "due_on")
    list_filter = (
        ("standing", ChoicesDropdownFilter),
        ("measure", ChoicesDropdownFilter),
        ("due_on", RangeDateFilter),
    )

    @admin.display(description="Standing", ordering="standing")
    def stands_label(self, obj: Objective) -> SafeString | str:
        prefix = "said" if obj.said else "standing"
        return cells.choice("objective", obj, prefix)


@admin.register(ObjectiveReading)
class ObjectiveReadingAdmin(LedgerAdmin):
    list_display = ("objective", "value", "on", "note", "by", "recorded_at")
    list_select_related = ("objective", "by")
    ordering = ("-on", "-pk")
    fills = "Readings are entered on a plan, or taken once a month from the data."


@admin.register(PlanAction)
class PlanActionAdmin(PlanPartAdmin):
    list_display = ("title", "at", "side", "who", "due", "stands")
    list_filter = (("side", ChoicesDropdownFilter),)
    list_select_related = ("plan__account", "task__owner", "contact")

    @admin.display(description="Who")
    def who(self, obj: PlanAction) -> str:
        return str((obj.task.owner if obj.task else obj.contact) or cells.NOTHING)

    @admin.display(description="Due")
    def due(self, obj: PlanAction) -> str:
        return str(obj.task.due_on if obj.task else obj.due_on)

    @admin.display(description="State")
    def stands(self, obj: PlanAction) -> str:
        return obj.task.get_state_display() if obj.task else obj.get_state_display()


@admin.register(PlanRelationship)
class PlanRelationshipAdmin(PlanPartAdmin):
    list_display = ("name", "at", "sentiment", "win", "to_champion", "owner")
    list_filter = (("sentiment", ChoicesDropdownFilter), "to_champion")
    list_select_related = ("plan__account", "owner")


@admin.register(PlanAsk)
class PlanAskAdmin(PlanPartAdmin):
    list_display = ("title", "at", "from_whom", "needed_by", "risk", "state")
    list_filter = (("state", ChoicesDropdownFilter), ("risk", ChoicesDropdownFilter))


@admin.register(PlanComment)
class PlanCommentAdmin(PlanPartAdmin):
    list_display = ("text", "at_account", "said_by", "internal", "at")
    list_select_related = ("plan__account", "user", "contact")

    @admin.display(description="Account", ordering="plan__account__name")
    def at_account(self, obj: PlanComment) -> str:
        return obj.plan.account.name

    @admin.display(description="When", ordering="at")
    def at(self, obj: PlanComment):
        return obj.at

    @admin.display(description="Who")
    def said_by(self, obj: PlanComment) -> str:
        return str(obj.user or obj.contact)


@admin.register(PlanVersion)
class PlanVersionAdmin(PlanPartAdmin):
    list_display = ("plan", "at", "number", "kind", "held_on", "author")
    list_select_related = ("plan__account", "author")
    ordering = ("-held_on", "-pk")
    exclude = ("content",)
    fills = "A version is kept whenever a sync is held."


@admin.register(PlanSignature)
class PlanSignatureAdmin(LedgerAdmin):
    list_display = ("name", "title", "version", "contact", "signed_on")
    list_select_related = ("version__plan", "contact")
    fills = "A line appears when a contact signs off a success plan on its shared page."
