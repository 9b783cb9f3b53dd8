"""What every line of a history has: what was said, by whom, and when."""

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """What happened to a row, the newest first; never changed. The kind is each history's own."""

    text = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: by rule, or the customer.",
    )
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d}"
