"""Which addresses may not be written to, and how that came about."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class SuppressionReason(models.TextChoices):
    OPTED_OUT = "opted_out", "Opted out"
    BOUNCED = "bounced", "Bounced"
    COMPLAINED = "complained", "Complained"


class Suppression(models.Model):
    """An address that gets nothing, on any account; written only by accounts.consent."""

    address = models.EmailField()
    reason = models.CharField(max_length=10, choices=SuppressionReason)
    source = models.CharField(max_length=200, help_text="Who or what asked for it.")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "address"]
        constraints = [
            models.UniqueConstraint(name="suppression_once", fields=["address", "reason"]),
            models.CheckConstraint(
                name="suppression_address_in_lower_case", condition=Q(address=Lower("address"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.get_reason_display().lower()}"


class ConsentEvent(models.Model):
    """The history of a suppression: when it was set or lifted, and by whom."""

    class Action(models.TextChoices):
        SUPPRESSED = "suppressed", "Suppressed"
        LIFTED = "lifted", "Lifted"

    address = models.EmailField(db_index=True)
    action = models.CharField(max_length=10, choices=Action)
    reason = models.CharField(max_length=10, choices=SuppressionReason)
    source = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.address} {self.get_action_display().lower()}"
