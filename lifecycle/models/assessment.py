"""What the team found out about a renewal to come, and how it rates the risk."""

from django.conf import settings
from django.db import models

from accounts.models import Account


class Rating(models.TextChoices):
    GREEN = "green", "Green"
    YELLOW = "yellow", "Yellow"
    RED = "red", "Red"


class RenewalAssessment(models.Model):
    """One for each renewal of a relationship; it follows the renewal date when that moves a little.

    What it says stands in its readings, answers and ratings, the newest of which counts.
    """

    class Ended(models.TextChoices):
        RENEWED = "renewed", "Renewed"
        CHURNED = "churned", "Churned"
        MOVED = "moved", "Renewal date moved"

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="renewal_assessments", db_index=False
    )
    relationship = models.PositiveSmallIntegerField()
    renewal_on = models.DateField()
    opened_on = models.DateField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: by rule.",
    )
    rating = models.CharField(
        max_length=6, choices=Rating, blank=True, help_text="The last one both sides agreed to."
    )
    rated_on = models.DateField(null=True, blank=True)
    ended = models.CharField(max_length=8, choices=Ended, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["renewal_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="renewal_assessed_once", fields=["account", "relationship", "renewal_on"]
            )
        ]
        indexes = [
            models.Index(
                name="assessment_unrated",
                fields=["opened_on"],
                condition=models.Q(closed_on__isnull=True, rating=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.account}, renewal {self.renewal_on}"


class RenewalReading(models.Model):
    """What was known on a day, with the date of each figure, and what the rule makes of it."""

    assessment = models.ForeignKey(
        RenewalAssessment, on_delete=models.CASCADE, related_name="readings"
    )
    on = models.DateField()
    known = models.JSONField(help_text="See lifecycle.renewals.known.")
    suggestion = models.CharField(max_length=6, choices=Rating, blank=True)
    reasons = models.JSONField(default=list, help_text="Colour and text of each reason.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: by rule.",
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Figures of {self.on}"


class RenewalAnswers(models.Model):
    """What people wrote; every saving is a row of its own."""

    assessment = models.ForeignKey(
        RenewalAssessment, on_delete=models.CASCADE, related_name="answers"
    )
    value_realised = models.TextField(
        blank=True, help_text="What they got for their money, in their words and figures."
    )
    risks = models.TextField(blank=True, help_text="What could keep them from renewing.")
    competition = models.TextField(blank=True, help_text="Who else they look at, or build.")
    champion_access = models.TextField(
        "access to the champion", blank=True, help_text="Who, how often, how strong."
    )
    buyer_access = models.TextField(
        "access to the buyer", blank=True, help_text="Who signs, and when we last spoke."
    )
    expected_outcome = models.TextField(
        blank=True, help_text="What we expect to be signed, and what it depends on."
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "renewal answers"

    def __str__(self) -> str:
        return f"Answers of {self.at:%Y-%m-%d}"


class RenewalRating(models.Model):
    """A rating somebody proposed; it counts once the TA's and the AE's side have both agreed."""

    assessment = models.ForeignKey(
        RenewalAssessment, on_delete=models.CASCADE, related_name="ratings"
    )
    rating = models.CharField(max_length=6, choices=Rating)
    reason = models.TextField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    proposed_at = models.DateTimeField()
    ta_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="agreed for the TA",
    )
    ta_at = models.DateTimeField(null=True, blank=True)
    ae_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="agreed for the AE",
    )
    ae_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_rating_display()}, {self.proposed_at:%Y-%m-%d}"

    @property
    def agreed(self) -> bool:
        return self.ta_at is not None and self.ae_at is not None
