"""A person's say on a stage, with a reason, an owner and an end."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Account
from lifecycle.models.stage import Stage


class StageOverride(models.Model):
    """In force from `starts_on` until the day before `ends_on`; the newest one wins."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="overrides")
    stage = models.CharField(max_length=10, choices=Stage)
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The first day on which the rule decides again.")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    reason = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="override_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="An override ends after it starts.",
            ),
            models.CheckConstraint(name="override_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} until {self.ends_on}"
