"""The ledger of stage changes: what was concluded, from what, by whom."""

from django.conf import settings
from django.db import models

from accounts.models import Account


class Stage(models.TextChoices):
    PROSPECT = "prospect", "0. Prospect"
    ONBOARDING = "onboarding", "1. Onboarding"
    ADOPTING = "adopting", "2. Adopting"
    NURTURING = "nurturing", "3. Nurturing"
    RENEWING = "renewing", "4. Renewing"


class StageChange(models.Model):
    """`inputs` are the facts the rule used, each with its age where it has one."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="stage_changes")
    on = models.DateField()
    from_stage = models.CharField(max_length=10, choices=Stage, blank=True)
    to_stage = models.CharField(max_length=10, choices=Stage, blank=True)
    rule = models.CharField(max_length=4, help_text="The rule's own number, see the rules.")
    rule_stage = models.CharField(max_length=10, choices=Stage, blank=True)
    by_override = models.BooleanField(default=False)
    actor = models.CharField(max_length=254, help_text="“rule”, or the person's address.")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    inputs = models.JSONField(default=dict)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="stage_change_once_a_day",
                fields=["account", "on"],
                condition=models.Q(by_override=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_stage or 'none'} → {self.to_stage or 'none'} on {self.on}"
