"""Questions to the forecast: what would change if this were in force."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format


class WhatIf(models.Model):
    """`proposal` is a changed policy or campaign; `result` compares the days with and without."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    proposal = models.JSONField()
    digest = models.CharField(max_length=64, help_text="Of the proposal: the same, the same.")
    first = models.DateField()
    days = models.PositiveSmallIntegerField(default=30)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    total = models.PositiveIntegerField(default=0, help_text="Account days to decide.")
    done = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    error = models.CharField(max_length=300, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "what-if"
        indexes = [
            models.Index(
                name="what_if_open",
                fields=["created_at"],
                condition=models.Q(state__in=["waiting", "running"]),
            )
        ]

    def __str__(self) -> str:
        at = timezone.localtime(self.created_at)
        return f"What if, {date_format(at)}, {at:%H:%M}"
