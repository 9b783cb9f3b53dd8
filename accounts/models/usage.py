"""Measured use of the product: daily pings, and when a feature was first used."""

from django.db import models

from accounts.models.account import Account


class Ping(models.Model):
    """One usage report of an account for one date."""

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="pings", db_index=False
    )
    date = models.DateField()
    dau = models.PositiveIntegerField("daily active users")
    mau = models.PositiveIntegerField("monthly active users")
    wau = models.PositiveIntegerField("weekly active users", null=True, blank=True)
    version = models.CharField(max_length=40, blank=True)
    feature_users = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["account", "date"]
        constraints = [
            models.UniqueConstraint(name="ping_once_a_day", fields=["account", "date"]),
        ]
        # A day's sweep sums four weeks of every account: it must not leave the index for it.
        indexes = [models.Index(name="ping_figures", fields=["account", "date", "dau", "mau"])]

    def __str__(self) -> str:
        return f"{self.date}: {self.dau} daily, {self.mau} monthly"


class FeatureUse(models.Model):
    """The first day an account used a feature."""

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="feature_uses", db_index=False
    )
    feature = models.SlugField(max_length=60)
    first_used_on = models.DateField()

    class Meta:
        ordering = ["account", "first_used_on", "feature"]
        constraints = [
            models.UniqueConstraint(name="feature_first_used_once", fields=["account", "feature"]),
        ]
        indexes = [models.Index(name="feature_use_by_day", fields=["first_used_on"])]

    def __str__(self) -> str:
        return f"{self.feature} since {self.first_used_on}"
