"""How often public pages were posted to, so that nobody does so without end."""

from django.db import models


class PublicPost(models.Model):
    """A count within ten minutes; `key` is the hash of a link or of where the posts came from."""

    key = models.CharField(max_length=40)
    begins_at = models.DateTimeField()
    number = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-begins_at", "-number"]
        constraints = [
            models.UniqueConstraint(name="public_post_once", fields=["key", "begins_at"])
        ]
        indexes = [models.Index(name="public_post_old", fields=["begins_at"])]

    def __str__(self) -> str:
        return f"{self.number} from {self.begins_at:%Y-%m-%d %H:%M}"
