"""The ledger of confirmed health bands and of the events that people hear about."""

from django.db import models

from accounts.models import Account


class Band(models.TextChoices):
    HEALTHY = "healthy", "Healthy"
    CONCERNING = "concerning", "Concerning"
    POOR = "poor", "Poor"


class HealthChange(models.Model):
    """A band confirmed or cleared, or found still bad a month after the renewal (H4 to H7)."""

    class Kind(models.TextChoices):
        CONFIRMED = "confirmed", "Confirmed"
        WORSE = "worse", "Got worse"
        AFTER_RENEWAL = "after_renewal", "Still bad after the renewal"
        CLEARED = "cleared", "Cleared"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="health_changes")
    on = models.DateField()
    kind = models.CharField(max_length=13, choices=Kind)
    from_band = models.CharField(max_length=10, choices=Band, blank=True)
    to_band = models.CharField(max_length=10, choices=Band, blank=True)
    mail = models.CharField(
        max_length=20, blank=True, help_text="The campaign the customer is written to with."
    )
    no_mail = models.CharField("why no mail", max_length=80, blank=True)
    evidence = models.JSONField(default=dict)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(name="health_change_once_a_day", fields=["account", "on"])
        ]
        indexes = [
            models.Index(name="health_mail_by_day", fields=["on"], condition=~models.Q(mail=""))
        ]

    def __str__(self) -> str:
        return f"{self.from_band or 'none'} → {self.to_band or 'none'} on {self.on}"
