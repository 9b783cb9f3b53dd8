"""What else is known about an account's condition on a day: tickets, versions, sentiment."""

from django.db import models

from accounts.models.account import Account


class Signal(models.Model):
    """One row per account and day; a field left empty is unknown on that day."""

    class CodeIntel(models.TextChoices):
        ACTIVE = "active", "Active"
        INACTIVE = "inactive", "Inactive"

    class Sentiment(models.TextChoices):
        HEALTHY = "healthy", "Healthy"
        CONCERNING = "concerning", "Concerning"
        POOR = "poor", "Poor"

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="signals", db_index=False
    )
    date = models.DateField()
    defect_tickets_90d = models.PositiveIntegerField(null=True, blank=True)
    help_tickets_90d = models.PositiveIntegerField(null=True, blank=True)
    versions_behind = models.PositiveIntegerField(null=True, blank=True)
    precise_code_intel = models.CharField(max_length=8, choices=CodeIntel, blank=True)
    ta_sentiment = models.CharField("TA sentiment", max_length=10, choices=Sentiment, blank=True)
    last_activity_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["account", "date"]
        constraints = [
            models.UniqueConstraint(name="signal_once_a_day", fields=["account", "date"])
        ]

    def __str__(self) -> str:
        return f"Signals of {self.date}"
