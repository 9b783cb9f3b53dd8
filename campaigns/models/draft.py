"""The next version of a campaign while people work on it."""

from django.conf import settings
from django.db import models

from campaigns.models.campaign import Campaign, CampaignVersion


class CampaignDraft(models.Model):
    """One at a time for each campaign; `revision` counts savings, so that none is overwritten.

    It may hold mistakes, but cannot be published with any.
    """

    campaign = models.OneToOneField(Campaign, on_delete=models.CASCADE, related_name="draft")
    based_on = models.ForeignKey(
        CampaignVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    rule = models.JSONField(default=dict)
    copies = models.JSONField(
        default=dict, help_text="By message name: subject, preheader and body."
    )
    note = models.CharField(max_length=200, blank=True, help_text="What is different, in a line.")
    revision = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text="Who saved it last.",
    )
    changed_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    sent_back = models.CharField(
        max_length=300, blank=True, help_text="Why the reviewer did not let it pass."
    )

    class Meta:
        ordering = ["campaign"]

    def __str__(self) -> str:
        return f"Draft of {self.campaign}"
