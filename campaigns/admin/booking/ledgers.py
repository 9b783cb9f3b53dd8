"""Tables behind meetings and hours, for reading."""

from django.contrib import admin

from accounts.admin.base import LedgerAdmin
from campaigns.models import (
    BlockedTime,
    BusyCalendar,
    BusyTime,
    DateOverride,
    MeetingEntry,
    MeetingHost,
    WeeklyHours,
)


@admin.register(WeeklyHours)
class WeeklyHoursAdmin(LedgerAdmin):
    list_display = ("host", "weekday", "begins", "ends")
    list_select_related = ("host__user",)
    fills = "Team members set their hours on their own page."


@admin.register(DateOverride)
class DateOverrideAdmin(LedgerAdmin):
    list_display = ("host", "on", "begins", "ends")
    list_select_related = ("host__user",)
    fills = "Team members set days that differ on their own page."


@admin.register(BlockedTime)
class BlockedTimeAdmin(LedgerAdmin):
    list_display = ("host", "starts_at", "ends_at")
    list_select_related = ("host__user",)
    fills = "Team members block times on their own page."


@admin.register(BusyCalendar)
class BusyCalendarAdmin(LedgerAdmin):
    """Its address is a secret of its owner, shown to nobody else."""

    list_display = ("host", "name", "active", "refreshed_at", "failures", "error")
    list_select_related = ("host__user",)
    exclude = ("url",)
    fills = "Team members subscribe to their calendars on their own page."


@admin.register(BusyTime)
class BusyTimeAdmin(LedgerAdmin):
    list_display = ("calendar", "starts_at", "ends_at")
    list_select_related = ("calendar",)
    fills = "Lines appear as subscribed calendars are read."


@admin.register(MeetingHost)
class MeetingHostAdmin(LedgerAdmin):
    list_display = ("meeting", "user", "leads", "from_pool", "starts_at", "live")
    list_select_related = ("meeting__type", "meeting__account", "user")
    fills = "Lines appear as meetings are booked."


@admin.register(MeetingEntry)
class MeetingEntryAdmin(LedgerAdmin):
    list_display = ("at", "meeting", "kind", "by")
    list_select_related = ("meeting__type", "meeting__account", "by")
    fills = "A line appears for whatever happens to a meeting."
