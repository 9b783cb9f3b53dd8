"""Who would like to try what an announcement offers, and how far that has come."""

from django.conf import settings
from django.db import models

from accounts.models import Contact
from campaigns.models.campaign import Campaign


class InterestState(models.TextChoices):
    INTERESTED = "interested", "Interested"
    INVITED = "invited", "Invited"
    JOINED = "joined", "Joined"
    DECLINED = "declined", "Declined"


class BetaInterest(models.Model):
    """A contact on the list of an announcement, also if they changed their mind since."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="interests")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="interests")
    state = models.CharField(max_length=10, choices=InterestState, default=InterestState.INTERESTED)
    note = models.TextField(blank=True, help_text="What they would like to do with it.")
    said_at = models.DateTimeField("since")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: the contact.",
    )

    class Meta:
        ordering = ["-said_at", "-pk"]
        verbose_name = "interest"
        constraints = [
            models.UniqueConstraint(name="beta_interest_once", fields=["campaign", "contact"])
        ]

    def __str__(self) -> str:
        return f"{self.contact}: {self.campaign}"
