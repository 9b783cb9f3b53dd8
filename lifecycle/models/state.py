"""Where an account stands after its last decided day."""

from django.db import models

from accounts.models import Account
from lifecycle.models.health import Band
from lifecycle.models.stage import Stage


class AccountState(models.Model):
    """Written only by lifecycle.record; every column but the two days is a conclusion.

    `score` is in hundredths of a point, `utilization` and `usage` in whole percent.
    """

    account = models.OneToOneField(
        Account, on_delete=models.CASCADE, primary_key=True, related_name="state"
    )
    decided_through = models.DateField()
    mailed_through = models.DateField(null=True)
    stage = models.CharField(max_length=10, choices=Stage, blank=True, db_index=True)
    rule_stage = models.CharField(max_length=10, choices=Stage, blank=True)
    rule = models.CharField(max_length=4, blank=True)
    stage_since = models.DateField(null=True)
    overdue = models.BooleanField(default=False)
    targets_row = models.PositiveSmallIntegerField(default=0)
    band = models.CharField("band of the day", max_length=10, choices=Band, blank=True)
    confirmed_band = models.CharField(
        "health", max_length=10, choices=Band, blank=True, db_index=True
    )
    row_band = models.CharField(max_length=10, choices=Band, blank=True)
    row_days = models.PositiveSmallIntegerField(default=0)
    left_renewing_on = models.DateField(null=True)
    health_mail_on = models.DateField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    utilization = models.IntegerField(null=True)
    usage = models.IntegerField(null=True)
    relationship = models.PositiveSmallIntegerField(default=0)
    relationship_start = models.DateField(null=True)
    renewal_on = models.DateField(null=True, db_index=True)
    seats = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.get_stage_display() or 'none'} on {self.decided_through}"
