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

    pool = models.ForeignKey(
        "accounts.Pool",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="programmes",
        help_text="Who does the work of its accounts that have no advisor of their own.",
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
