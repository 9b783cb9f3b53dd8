"""What people decide about single mails before they leave, and who it was."""

from django.conf import settings
from django.db import models

from campaigns.models.touch import Touch


class TouchAct(models.Model):
    """One decision of a person about a mail; never changed once written."""

    class Kind(models.TextChoices):
        HELD = "held", "Held back"
        FREED = "freed", "Let go on"
        EDITED = "edited", "Written anew for one reader"
        UNEDITED = "unedited", "Back to the campaign's copy"
        RELEASED = "released", "Sent before its time"
        UNDONE = "undone", "Sending taken back"
        SKIPPED = "skipped", "Not to be sent"

    touch = models.ForeignKey(Touch, on_delete=models.CASCADE, related_name="acts")
    kind = models.CharField(max_length=8, choices=Kind)
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()
    not_before = models.DateTimeField(
        null=True, blank=True, help_text="When it would have left before this."
    )

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "decision about a mail"
        verbose_name_plural = "decisions about mails"

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.touch}"


class PersonalCopy(models.Model):
    """What one reader gets in place of the campaign's copy."""

    touch = models.OneToOneField(Touch, on_delete=models.CASCADE, related_name="personal")
    subject = models.CharField(max_length=200)
    preheader = models.CharField(max_length=200, blank=True)
    body = models.TextField(help_text="Markdown with {{ variables }}.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Personal copy of {self.touch}"
