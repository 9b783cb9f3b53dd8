"""Something a team member should look at, raised once per occurrence."""

from django.conf import settings
from django.db import models

from accounts.models import Account


class AlertKind(models.TextChoices):
    HEALTH = "health", "Health got worse"
    FEATURE = "feature", "Feature used for the first time"
    TARGETS_LOST = "targets_lost", "Usage fell below the targets"
    MISSING_ROLE = "missing_role", "Nobody holds a role that a mail needs"


class Alert(models.Model):
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="alerts")
    kind = models.CharField(max_length=12, choices=AlertKind)
    occurrence = models.CharField(
        max_length=100,
        help_text="What makes it this alert and no other: a date, a feature, a role.",
    )
    on = models.DateField()
    title = models.CharField(max_length=200)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(name="alert_once", fields=["account", "kind", "occurrence"])
        ]
        indexes = [
            models.Index(
                name="alert_open",
                fields=["on"],
                condition=models.Q(acknowledged_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.title
