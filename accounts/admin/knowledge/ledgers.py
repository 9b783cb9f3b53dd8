"""Pages of everything that was ever written about customers."""

from django.contrib import admin
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter

from accounts.admin.base import LedgerAdmin, OfAccount
from accounts.models import (
    KnowledgeNote,
    KnowledgeVersion,
    MappingReview,
    SupportChannel,
    UseCase,
    ValueDriver,
    ValueReading,
)


class AccountLedger(OfAccount, LedgerAdmin):
    ordering = ("-pk",)


@admin.register(KnowledgeNote)
class KnowledgeNoteAdmin(AccountLedger):
    list_display = ("account", "area", "owner", "number", "reviewed_on")
    list_display_links = ("area",)
    list_filter = (("area", ChoicesDropdownFilter), ("reviewed_on", RangeDateFilter))
    list_select_related = ("account", "owner")
    fills = "Notes are written on an account's Knowledge page."


@admin.register(KnowledgeVersion)
class KnowledgeVersionAdmin(LedgerAdmin):
    list_display = ("note", "number", "author", "created_at")
    list_select_related = ("note__account", "author")
    ordering = ("-pk",)
    fills = "Each text that is written about an account stays here as a version."


@admin.register(ValueDriver)
class ValueDriverAdmin(AccountLedger):
    list_display = (
        "title",
        "account",
        "expected_figure",
        "achieved_figure",
        "unit",
        "achieved_on",
        "status",
    )
    list_filter = (("status", ChoicesDropdownFilter),)
    list_select_related = ("account",)
    fills = "Value drivers are added on an account's Knowledge page."


@admin.register(ValueReading)
class ValueReadingAdmin(LedgerAdmin):
    list_display = ("driver", "kind", "on", "figure", "status", "author")
    list_select_related = ("driver", "author")
    ordering = ("-pk",)
    fills = "Each expectation and each achievement stays here as it was written down."


@admin.register(UseCase)
class UseCaseAdmin(AccountLedger):
    list_display = ("title", "account", "team", "maturity", "state")
    list_filter = (("state", ChoicesDropdownFilter), ("maturity", ChoicesDropdownFilter))
    list_select_related = ("account",)
    fills = "Use cases are added on an account's Knowledge page."


@admin.register(MappingReview)
class MappingReviewAdmin(AccountLedger):
    list_display = ("account", "on", "author", "note")
    list_display_links = ("on",)
    list_filter = (("on", RangeDateFilter),)
    list_select_related = ("account", "author")
    fills = "Twice a year use cases are mapped to features, on an account's Knowledge page."


@admin.register(SupportChannel)
class SupportChannelAdmin(AccountLedger):
    list_display = ("account", "kind", "address", "theirs", "ours", "archived_at")
    list_display_links = ("address",)
    list_filter = (("kind", ChoicesDropdownFilter),)
    list_select_related = ("account", "theirs", "ours")
    fills = "Channels are added on an account's Knowledge page."
