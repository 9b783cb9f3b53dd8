"""An account at risk that is being saved: its plan, what counts as saved, and what was done."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Account
from lifecycle.models.assessment import RenewalAssessment
from lifecycle.models.task import Task


def _lead(name: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=name,
    )


class RiskCase(models.Model):
    """In Lighthouse, or a save plan that TA and manager follow between them."""

    class Kind(models.TextChoices):
        LIGHTHOUSE = "lighthouse", "Lighthouse"
        SAVE_PLAN = "save_plan", "Save plan"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    class Ended(models.TextChoices):
        HEALTHY = "healthy", "Healthy again"
        RENEWED = "renewed", "Renewed"
        CHURNED = "churned", "Churned"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="risk_cases")
    kind = models.CharField(max_length=10, choices=Kind)
    assessment = models.ForeignKey(
        RenewalAssessment, on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    because = models.CharField(max_length=200, help_text="Why it was opened, in words.")
    problem = models.TextField("problem statement", blank=True)
    goal = models.TextField(blank=True)
    sponsor = _lead("executive sponsor")
    opened_on = models.DateField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    sales_by = _lead("agreed for Sales")
    sales_at = models.DateTimeField(null=True, blank=True)
    success_by = _lead("agreed for Technical Success")
    success_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(max_length=8, choices=Ended, blank=True)
    ended_because = models.TextField(blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_by = _lead("closed by")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        verbose_name = "case"
        constraints = [
            models.UniqueConstraint(
                name="one_open_case_an_account", fields=["account"], condition=Q(state="open")
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.account}"


class CaseCriterion(models.Model):
    """A quantified condition of the exit; with a metric the portal keeps its value itself."""

    class Metric(models.TextChoices):
        UTILIZATION = "utilization", "Utilization, %"
        USAGE = "usage", "Usage, %"
        SCORE = "score", "Health score, 0 to 10"

    class Direction(models.TextChoices):
        AT_LEAST = "at_least", "at least"
        AT_MOST = "at_most", "at most"

    case = models.ForeignKey(RiskCase, on_delete=models.CASCADE, related_name="criteria")
    measure = models.CharField(max_length=120)
    metric = models.CharField(
        max_length=11, choices=Metric, blank=True, help_text="Empty: its value is set by hand."
    )
    direction = models.CharField(max_length=8, choices=Direction, default=Direction.AT_LEAST)
    target = models.DecimalField(max_digits=12, decimal_places=2)
    value = models.DecimalField(
        "current value", max_digits=12, decimal_places=2, null=True, blank=True
    )
    value_on = models.DateField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "success criterion"
        verbose_name_plural = "success criteria"

    def __str__(self) -> str:
        return self.measure

    @property
    def met(self) -> bool:
        if self.value is None:
            return False
        if self.direction == self.Direction.AT_MOST:
            return self.value <= self.target
        return self.value >= self.target

    @property
    def reached(self) -> int:
        """How much of the way to the target is behind, in percent, for a bar."""
        if self.value is None:
            return 0
        if self.met or not self.target:
            return 100 if self.met else 0
        part = self.value / self.target
        if self.direction == self.Direction.AT_MOST:
            part = self.target / self.value
        return int(100 * max(Decimal(0), min(part, Decimal(1))))


class CaseStep(models.Model):
    """A task of the plan, and the criterion it serves."""

    case = models.ForeignKey(RiskCase, on_delete=models.CASCADE, related_name="steps")
    criterion = models.ForeignKey(
        CaseCriterion, on_delete=models.SET_NULL, null=True, blank=True, related_name="steps"
    )
    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="case_step")

    class Meta:
        ordering = ["task__due_on", "pk"]

    def __str__(self) -> str:
        return str(self.task)


class CaseUpdate(models.Model):
    """The log of a case: weekly updates, the two-weekly syncs, and what was changed about it."""

    class Kind(models.TextChoices):
        UPDATE = "update", "Update"
        SYNC = "sync", "Sync"
        CHANGE = "change", "Change"

    case = models.ForeignKey(RiskCase, on_delete=models.CASCADE, related_name="updates")
    kind = models.CharField(max_length=6, choices=Kind)
    on = models.DateField()
    happened = models.TextField("what happened")
    blockers = models.TextField("blockers and risks", blank=True)
    asks = models.TextField(blank=True, help_text="What is needed, and from whom.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: by rule.",
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.on}"
