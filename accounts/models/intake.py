"""The history of imports: what came into the book, when, and by whom."""

from django.conf import settings
from django.db import models


class ImportRun(models.Model):
    """One finished import; one that was refused wrote nothing, not even this."""

    class Outcome(models.TextChoices):
        COMPLETE = "complete", "Complete"
        PARTIAL = "partial", "Without the rejected rows"

    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        help_text="Empty: somebody at the command line.",
    )
    source = models.CharField(max_length=500, help_text="The folder or upload it came from.")
    outcome = models.CharField(max_length=8, choices=Outcome)
    tracked_from = models.DateField(
        null=True, blank=True, help_text="The day that was given for new accounts, if any."
    )
    counts = models.JSONField(
        default=dict, help_text="By file: how many were new, changed, unchanged, rejected."
    )
    rejected = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "import"

    def __str__(self) -> str:
        return f"{self.source}, {self.at:%Y-%m-%d %H:%M}"
