"""The business case of a customer: what was promised by whom, and what came of it."""

from django.conf import settings
from django.db import models

from accounts.models.account import Account


class ValueStatus(models.TextChoices):
    EXPECTED = "expected", "Expected"
    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    ACHIEVED = "achieved", "Achieved"
    DROPPED = "dropped", "Given up"


class ValueDriver(models.Model):
    """The figures share a unit; the newest expectation and achievement are kept here too."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="value_drivers")
    title = models.CharField("driver", max_length=120)
    unit = models.CharField(
        max_length=40, blank=True, help_text="Of both figures: hours a month, % of incidents …"
    )
    expected = models.TextField("expected value", blank=True, help_text="In words.")
    expected_figure = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    achieved = models.TextField("achieved value", blank=True, help_text="In words.")
    achieved_figure = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    achieved_on = models.DateField(null=True, blank=True, help_text="The day the figure is from.")
    status = models.CharField(max_length=8, choices=ValueStatus, default=ValueStatus.EXPECTED)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["account", "pk"]
        constraints = [
            models.CheckConstraint(
                name="value_driver_figures_not_negative",
                condition=(
                    models.Q(expected_figure__isnull=True) | models.Q(expected_figure__gte=0)
                )
                & (models.Q(achieved_figure__isnull=True) | models.Q(achieved_figure__gte=0)),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def share(self) -> int | None:
        """How much of the expected figure is achieved, in whole percent, rounded down."""
        if not self.expected_figure or self.achieved_figure is None:
            return None
        return int(100 * self.achieved_figure // self.expected_figure)


class ValueReading(models.Model):
    """An expectation or an achievement as it was written down at one time; never changed."""

    class Kind(models.TextChoices):
        EXPECTED = "expected", "Expected"
        ACHIEVED = "achieved", "Achieved"

    driver = models.ForeignKey(ValueDriver, on_delete=models.CASCADE, related_name="readings")
    kind = models.CharField(max_length=8, choices=Kind)
    on = models.DateField()
    text = models.TextField(blank=True)
    figure = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    status = models.CharField(max_length=8, choices=ValueStatus)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["driver", "-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.driver}, {self.get_kind_display().lower()} on {self.on}"
