"""A campaign, its versions, and the copy of each message."""

from django.conf import settings
from django.db import models

from accounts.models import Topic


class CampaignState(models.TextChoices):
    DRAFT = "draft", "Draft"
    REVIEW = "review", "In review"
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    ARCHIVED = "archived", "Archived"


class Campaign(models.Model):
    """`current` is the version that new mails are sent with."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    purpose = models.CharField(max_length=200, blank=True)
    topic = models.CharField(
        max_length=12,
        choices=Topic,
        default=Topic.OTHER,
        help_text="A contact may be without mails about it.",
    )
    state = models.CharField(max_length=8, choices=CampaignState, default=CampaignState.DRAFT)
    paused_because = models.CharField(max_length=200, blank=True)
    audience_accepted_on = models.DateField(
        null=True, blank=True, help_text="The day whose unusual audience a person let pass."
    )
    current = models.ForeignKey(
        "CampaignVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name


class CampaignVersion(models.Model):
    """The rule and copy of a campaign at one time; never changed once written."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    rule = models.JSONField(help_text="When, to whom, in which stages: see campaigns.definitions.")
    digest = models.CharField(max_length=64, help_text="Of rule and copy: same text, same version.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    created_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who let it be sent; empty for what came from files.",
    )
    note = models.CharField(max_length=200, blank=True, help_text="What is different, in a line.")

    class Meta:
        ordering = ["campaign", "-number"]
        constraints = [
            models.UniqueConstraint(name="campaign_version_once", fields=["campaign", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.campaign} v{self.number}"


class Message(models.Model):
    """The copy of one message: `name` is the step, the variant, or “message” for all others."""

    version = models.ForeignKey(CampaignVersion, on_delete=models.CASCADE, related_name="messages")
    name = models.CharField(max_length=60, default="message")
    subject = models.CharField(max_length=200)
    preheader = models.CharField(max_length=200, blank=True)
    body = models.TextField(help_text="Markdown with {{ variables }}.")

    class Meta:
        ordering = ["version", "name"]
        constraints = [models.UniqueConstraint(name="message_once", fields=["version", "name"])]

    def __str__(self) -> str:
        return f"{self.version}: {self.name}"
