"""What a renewal is expected to bring, and what it brought."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Account, Contract
from lifecycle.models.document import Document


class Outcome(models.TextChoices):
    CHURN = "churn", "Churn"
    PARTIAL = "partial", "Partial churn"
    FLAT = "flat", "Flat"
    EXPANSION = "expansion", "Expansion"


class ChurnReason(models.TextChoices):
    LOW_USAGE = "low_usage", "Not used enough"
    BUDGET = "budget", "Budget cut"
    COMPETITOR = "competitor", "Another product"
    IN_HOUSE = "in_house", "Built in-house"
    CHAMPION_LEFT = "champion_left", "Champion left"
    ACQUIRED = "acquired", "Acquired or merged"
    PRODUCT_GAP = "product_gap", "Something is missing in the product"
    PRICE = "price", "Price"
    CLOSED = "closed", "Gave up its business"
    OTHER = "other", "Other"


class RenewalForecast(models.Model):
    """What somebody expected of a renewal at a time; the newest of a renewal counts."""

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="renewal_forecasts", db_index=False
    )
    relationship = models.PositiveSmallIntegerField()
    renewal_on = models.DateField()
    outcome = models.CharField(max_length=9, choices=Outcome)
    arr = models.DecimalField("expected ARR", max_digits=12, decimal_places=2)
    seats = models.PositiveIntegerField("expected seats")
    reason = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(name="renewal_forecast_newest", fields=["account", "-id"])]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}, {self.at:%Y-%m-%d}"


class RenewalResult(models.Model):
    """How a renewal ended; one that was undone stays as a row."""

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="renewal_results", db_index=False
    )
    relationship = models.PositiveSmallIntegerField()
    renewal_on = models.DateField(help_text="The end of the term that was renewed or churned.")
    outcome = models.CharField(max_length=9, choices=Outcome)
    arr_before = models.DecimalField("ARR before", max_digits=12, decimal_places=2)
    arr_after = models.DecimalField("ARR after", max_digits=12, decimal_places=2)
    seats_before = models.PositiveIntegerField()
    seats_after = models.PositiveIntegerField()
    contract = models.ForeignKey(
        Contract,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The next term, or the one that churned.",
    )
    churned_on = models.DateField(null=True, blank=True)
    category = models.CharField(max_length=14, choices=ChurnReason, blank=True)
    words = models.TextField(blank=True, help_text="Why, or what was agreed.")
    license_note = models.TextField(blank=True, help_text="The key on the subscription, and whose.")
    sponsor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Owns the retro and what is learned from it.",
    )
    retro = models.ForeignKey(
        Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    closed_on = models.DateField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    closed_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="renewal_closed_once",
                fields=["account", "relationship", "renewal_on"],
                condition=Q(undone_at__isnull=True),
            )
        ]
        indexes = [models.Index(name="renewal_result_by_day", fields=["closed_on"])]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}, renewal {self.renewal_on}"
