"""Team members who share the accounts of a programme that have no advisor of their own."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Pool(models.Model):
    """Serves the programmes that name it; a programme has one pool at the most."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80, unique=True)
    description = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PoolMember(models.Model):
    """`weight` is the share of the work somebody takes, in percent of a full one."""

    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="pools",
        verbose_name="team member",
    )
    weight = models.PositiveSmallIntegerField(
        default=100, help_text="In percent of a full share: 50 for half the time."
    )
    active = models.BooleanField(
        default=True, help_text="Off: no new work; what they have stays theirs."
    )

    class Meta:
        ordering = ["pool", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="pool_member_once",
                fields=["pool", "user"],
                violation_error_message="This team member is in the pool already.",
            ),
            models.CheckConstraint(
                name="pool_member_has_weight",
                condition=Q(weight__gte=1),
                violation_error_message="A share is 1 percent or more; turn off “active” for none.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.weight} %"
