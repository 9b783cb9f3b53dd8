"""How a customer and we reach each other about questions, defects, feedback and plans."""

from django.conf import settings
from django.db import models

from accounts.models.account import Account
from accounts.models.contact import Contact


class ChannelKind(models.TextChoices):
    EMAIL = "email", "E-mail"
    PORTAL = "portal", "Support portal"
    SLACK = "slack", "Slack"
    PHONE = "phone", "Phone"
    FEEDBACK = "feedback", "Product feedback"
    ROADMAP = "roadmap", "Roadmap news"


class SupportChannel(models.Model):
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField(max_length=8, choices=ChannelKind)
    address = models.CharField(
        max_length=300, help_text="An address, a link, a number or the name of a channel."
    )
    theirs = models.ForeignKey(
        Contact,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="channels",
        verbose_name="on their side",
    )
    ours = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="on our side",
    )
    hours = models.CharField(max_length=120, blank=True, help_text="When somebody answers.")
    notes = models.TextField(blank=True)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["account", "kind", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.address}"
