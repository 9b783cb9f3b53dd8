"""What mail providers told us, kept as it came before anything is made of it."""

from django.db import models


class ProviderEvent(models.Model):
    provider = models.CharField(max_length=40)
    event_key = models.CharField(max_length=128, help_text="The provider's id, or a digest.")
    kind = models.CharField(max_length=20)
    touch = models.ForeignKey(
        "campaigns.Touch", on_delete=models.SET_NULL, null=True, blank=True, related_name="events"
    )
    address = models.EmailField(blank=True)
    at = models.DateTimeField()
    raw = models.JSONField(default=dict)
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="provider_event_once", fields=["provider", "event_key"])
        ]
        indexes = [
            models.Index(
                name="provider_event_waiting",
                fields=["id"],
                condition=models.Q(handled_at__isnull=True),
            ),
            # What an address was told of lately: whether its mails come back soft.
            models.Index(name="provider_event_of_address", fields=["address", "kind", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.kind} for {self.address}"
