"""An objective of a success plan, and every value it was found to have."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lifecycle.models.plan import SuccessPlan


class Measure(models.TextChoices):
    UTILIZATION = "utilization", "Utilization"
    USAGE = "usage", "Usage"
    MAU = "mau", "Monthly active users"
    DAU = "dau", "Daily active users"
    FEATURE_USERS = "feature_users", "Users of a feature"
    CHAMPIONS = "champions", "Champions"
    HEALTH = "health", "Health score"
    HAND = "hand", "Entered by hand"


class Direction(models.TextChoices):
    UP = "up", "At least the target"
    DOWN = "down", "At most the target"


class Standing(models.TextChoices):
    MET = "met", "Met"
    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    OFF_TRACK = "off_track", "Off track"
    MISSED = "missed", "Missed"
    UNKNOWN = "unknown", "No reading"
    DROPPED = "dropped", "Dropped"


BAD = (Standing.OFF_TRACK, Standing.MISSED)
ENDED = (Standing.MET, Standing.MISSED, Standing.DROPPED)


class ObjectiveQuerySet(models.QuerySet["Objective"]):
    def off_track(self) -> "ObjectiveQuerySet":
        """Those that a person or, where nobody said, the rule calls off track or missed."""
        return self.filter(Q(said__in=BAD) | Q(said="", standing__in=BAD))


class Objective(models.Model):
    """`value` and `standing` are what the newest reading by the due date came to (G1 to G5)."""

    plan = models.ForeignKey(SuccessPlan, on_delete=models.CASCADE, related_name="objectives")
    title = models.CharField(max_length=200)
    value_driver = models.CharField(
        max_length=200, blank=True, help_text="Why the customer wants it: what it is worth to them."
    )
    measure = models.CharField(max_length=13, choices=Measure, default=Measure.HAND)
    feature = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    direction = models.CharField(max_length=4, choices=Direction, default=Direction.UP)
    baseline = models.DecimalField(max_digits=14, decimal_places=2)
    baseline_on = models.DateField()
    target = models.DecimalField(max_digits=14, decimal_places=2)
    due_on = models.DateField()
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    value_on = models.DateField("date of the data", null=True, blank=True)
    standing = models.CharField(max_length=9, choices=Standing, default=Standing.UNKNOWN)
    said = models.CharField(
        "set by a person",
        max_length=9,
        choices=Standing,
        blank=True,
        help_text="Instead of the rule's.",
    )
    said_because = models.CharField(max_length=200, blank=True)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    said_on = models.DateField(null=True, blank=True)
    shared = models.BooleanField("shown to the customer", default=True)
    notes = models.TextField("internal notes", blank=True, help_text="Never shown to the customer.")
    before = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="after"
    )
    created_at = models.DateTimeField()

    objects = ObjectiveQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="objective_due_after_its_baseline",
                violation_error_message="It has to be due after the date of its baseline.",
                condition=Q(due_on__gt=models.F("baseline_on")),
            ),
            models.CheckConstraint(
                name="objective_target_lies_ahead",
                violation_error_message="The target lies on the wrong side of the baseline.",
                condition=Q(direction="up", target__gte=models.F("baseline"))
                | Q(direction="down", target__lte=models.F("baseline")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def stands(self) -> str:
        return self.said or self.standing


class ObjectiveReading(models.Model):
    """One value with the date of its data; a later one of the same day counts instead.

    `month` is set on those the portal takes by itself, one a month.
    """

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="readings")
    on = models.DateField("date of the data")
    value = models.DecimalField(max_digits=14, decimal_places=2)
    note = models.CharField(max_length=200, blank=True)
    month = models.DateField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: by rule.",
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["objective", "on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="objective_reading_once_a_month", fields=["objective", "month"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.value} on {self.on}"
