"""What people did because of a mail: one row for each kind, with when, how it is known, by whom."""

from django.conf import settings
from django.db import models


class ResponseKind(models.TextChoices):
    CLICKED = "clicked", "Clicked"
    REPLIED = "replied", "Replied"
    BOOKED = "booked", "Booked"
    ANSWERED = "answered", "Answered"


class TouchResponse(models.Model):
    """The first of its kind counts; written by campaigns.responses, and clicks by tracking."""

    touch = models.ForeignKey("campaigns.Touch", on_delete=models.CASCADE, related_name="responses")
    kind = models.CharField(max_length=8, choices=ResponseKind)
    at = models.DateTimeField()
    source = models.CharField(max_length=80, help_text="How it is known.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who said so; empty when it was not said by a person.",
    )

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(name="touch_response_once", fields=["touch", "kind"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.at:%Y-%m-%d}"
