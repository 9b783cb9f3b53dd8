"""What the product lacks, for which customers, and what else they think of it."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Count, DecimalField, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from accounts.models.account import Account
from accounts.models.contact import Contact
from accounts.models.contract import Contract


def _member(**more) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        **more,
    )


class GapStatus(models.TextChoices):
    OPEN = "open", "Open"
    IN_PROGRESS = "in_progress", "In progress"
    ON_BACKLOG = "on_backlog", "On backlog"
    WONT_DO = "wont_do", "Won't do"
    DONE = "done", "Done"


class Severity(models.TextChoices):
    P0 = "p0", "P0, dealbreaker"
    P1 = "p1", "P1, significant pain"
    P2 = "p2", "P2, nice to have"


class GapQuerySet(models.QuerySet["ProductGap"]):
    def weighed(self, *, on: date) -> "GapQuerySet":
        """With the accounts that report each, by severity, and the ARR that runs on the day."""
        reports = GapReport.objects.filter(gap=OuterRef("pk"), account__removed_at=None)
        counts = {
            severity.value: Coalesce(
                Subquery(_counted(reports.filter(severity=severity))), Value(0)
            )
            for severity in Severity
        }
        running = Contract.objects.filter(
            Q(churned_on=None) | Q(churned_on__gt=on),
            account__gap_reports__gap=OuterRef("pk"),
            account__removed_at=None,
            start__lte=on,
            end__gt=on,
        )
        money = running.order_by().values("account__gap_reports__gap").annotate(sum=Sum("arr"))
        zero = Value(0, output_field=DecimalField(max_digits=14, decimal_places=2))
        return self.annotate(
            reporters=Coalesce(Subquery(_counted(reports)), Value(0)),
            impacted_arr=Coalesce(Subquery(money.values("sum")), zero),
            **counts,
        )


def _counted(rows: models.QuerySet) -> models.QuerySet:
    return rows.order_by().values("gap").annotate(count=Count("pk")).values("count")


class ProductGap(models.Model):
    """A specific request; `shipped_on` belongs to what is done, and to nothing else."""

    class Lifecycle(models.TextChoices):
        NONE = "", "Does not exist yet"
        EXPERIMENTAL = "experimental", "Experimental"
        BETA = "beta", "Beta"
        GA = "ga", "Generally available"

    title = models.CharField(max_length=120)
    area = models.CharField("product area", max_length=60, blank=True)
    description = models.TextField(blank=True)
    lifecycle = models.CharField(
        "feature's stage", max_length=12, choices=Lifecycle, blank=True, default=Lifecycle.NONE
    )
    link = models.URLField(blank=True, help_text="Where product keeps it.")
    status = models.CharField(max_length=11, choices=GapStatus, default=GapStatus.OPEN)
    shipped_on = models.DateField(null=True, blank=True)
    created_by = _member()
    created_at = models.DateTimeField(editable=False)

    objects = GapQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                name="product_gap_shipped_when_done",
                condition=Q(status=GapStatus.DONE, shipped_on__isnull=False)
                | (~Q(status=GapStatus.DONE) & Q(shipped_on__isnull=True)),
                violation_error_message="What is done has a day of shipping; nothing else.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class GapReport(models.Model):
    """That an account needs it, how badly, and when they were told that it is there."""

    gap = models.ForeignKey(ProductGap, on_delete=models.PROTECT, related_name="reports")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="gap_reports")
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="gap_reports"
    )
    severity = models.CharField(max_length=2, choices=Severity, default=Severity.P2)
    impact = models.TextField(blank=True, help_text="What it costs them.")
    workaround = models.TextField(blank=True)
    reported_on = models.DateField()
    reported_by = _member()
    told_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["severity", "-reported_on", "-pk"]
        constraints = [
            models.UniqueConstraint(name="gap_report_once_an_account", fields=["gap", "account"])
        ]
        indexes = [
            models.Index(
                name="gap_report_untold", fields=["gap"], condition=Q(told_on__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.gap}"


class FeedbackSource(models.TextChoices):
    ROADMAP_REVIEW = "roadmap_review", "Roadmap review"
    FEEDBACK_SESSION = "feedback_session", "Feedback session"
    SURVEY = "survey", "Survey"
    CALL = "call", "Call"


class Feedback(models.Model):
    """An opinion, not a request."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="feedback")
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="feedback"
    )
    source = models.CharField(max_length=16, choices=FeedbackSource, default=FeedbackSource.CALL)
    area = models.CharField("product area", max_length=60, blank=True)
    text = models.TextField()
    on = models.DateField("day")
    by = _member()
    created_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name_plural = "feedback"

    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"
