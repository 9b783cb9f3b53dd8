"""Pages of the cluster's signs of life."""

from django.contrib import admin

from accounts.admin.base import LedgerAdmin
from lifecycle.models import Heartbeat, Lease


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
