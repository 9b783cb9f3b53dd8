"""A success plan as it stood at a sync or when it was archived."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from lifecycle.models.plan import SuccessPlan


class PlanVersion(models.Model):
    """Everything in the plan with its figures and the dates of their data; never changed."""

    class Kind(models.TextChoices):
        SYNC = "sync", "Sync"
        OFFER = "offer", "Offered for sign-off"
        ARCHIVE = "archive", "Archived"

    plan = models.ForeignKey(SuccessPlan, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.SYNC)
    held_on = models.DateField()
    attendees = models.JSONField(default=list, blank=True, help_text="Their names, as they were.")
    notes = models.TextField(blank=True)
    decisions = models.TextField(blank=True)
    next_sync_on = models.DateField(null=True, blank=True)
    content = models.JSONField(encoder=DjangoJSONEncoder)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["plan", "-number"]
        constraints = [models.UniqueConstraint(name="plan_version_once", fields=["plan", "number"])]

    def __str__(self) -> str:
        return f"{self.plan} v{self.number}"
