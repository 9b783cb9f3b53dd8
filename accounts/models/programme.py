"""A success programme, whose policy says how its accounts are looked after."""

from django.db import models


class Programme(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    description = models.TextField(blank=True)
    policy = models.JSONField(
        default=dict,
        blank=True,
        help_text="Only what differs from the default policy; checked before it is saved.",
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
