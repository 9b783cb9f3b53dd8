"""An account's month as it was told in a mail, with its picture."""

from django.db import models

from accounts.models import Account


class Recap(models.Model):
    """Once for each account and month: what later reports correct changes no mail that left."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recaps")
    month = models.DateField(help_text="The first day of the month it tells of.")
    figures = models.TextField(help_text="What it shows, as campaigns.recaps.month writes it.")
    as_of = models.DateField(help_text="The day on which its first mail was decided.")
    picture = models.BinaryField(null=True, help_text="PNG; empty until it is drawn.")

    class Meta:
        ordering = ["-month", "account"]
        constraints = [models.UniqueConstraint(name="recap_once", fields=["account", "month"])]
        indexes = [
            models.Index(
                name="recap_to_draw", fields=["id"], condition=models.Q(picture__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.account}, {self.month:%B %Y}"
