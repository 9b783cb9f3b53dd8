"""Pages of the cluster's signs of life."""

from django.contrib import admin

from accounts.admin.base import LedgerAdmin
from lifecycle.models import Heartbeat, Lease, Silence


@admin.register(Heartbeat)
class HeartbeatAdmin(LedgerAdmin):
    list_display = ("name", "began_at", "ended_at", "counts", "error")
    ordering = ("name",)
    fills = "The cluster has not run yet: manage.py supervise."


@admin.register(Lease)
class LeaseAdmin(LedgerAdmin):
    list_display = ("name", "holder", "until")
    ordering = ("name",)
    fills = "Leases appear when the cluster does its first jobs."


@admin.register(Silence)
class SilenceAdmin(LedgerAdmin):
    list_display = ("name", "since", "until")
    ordering = ("-until",)
    fills = "A line appears when the cluster runs again after more than ten minutes of silence."
