"""Trainings we offer, and each time one was planned for or given to a customer."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models.account import Account
from accounts.models.contact import Contact
from accounts.models.timeline import TimelineEntry


class Training(models.Model):
    """One of the catalogue."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80, unique=True)
    audience = models.CharField(max_length=120, blank=True)
    minutes = models.PositiveSmallIntegerField("length in minutes", default=60)
    agenda = models.TextField(blank=True, help_text="Markdown.")
    materials = models.TextField(blank=True, help_text="Markdown: a list of links.")
    active = models.BooleanField(default=True, help_text="Off: not offered any more.")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(name="training_takes_time", condition=Q(minutes__gte=1))
        ]

    def __str__(self) -> str:
        return self.name


class SessionState(models.TextChoices):
    PLANNED = "planned", "Planned"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


class TrainingSession(models.Model):
    """`entry` is its meeting in the timeline, written when it was held and never twice."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="training_sessions")
    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="sessions")
    on = models.DateField("day")
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="trainings",
    )
    state = models.CharField(max_length=9, choices=SessionState, default=SessionState.PLANNED)
    others = models.PositiveIntegerField(
        "others", default=0, help_text="How many took part whom we do not know by name."
    )
    notes = models.TextField(blank=True)
    materials = models.TextField(blank=True, help_text="What was used beyond the catalogue's.")
    entry = models.OneToOneField(
        TimelineEntry, on_delete=models.SET_NULL, null=True, blank=True, related_name="training"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(name="training_by_host", fields=["host", "on"])]

    def __str__(self) -> str:
        return f"{self.training}, {self.on}"


class Attendance(models.Model):
    """Somebody invited to a session; `attended` is unknown until it was held."""

    session = models.ForeignKey(
        TrainingSession, on_delete=models.CASCADE, related_name="attendances"
    )
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="attendances")
    attended = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["session", "pk"]
        constraints = [
            models.UniqueConstraint(name="attendance_once", fields=["session", "contact"])
        ]

    def __str__(self) -> str:
        return str(self.contact)
