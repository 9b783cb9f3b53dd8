"""A meeting with a customer from its booking to its outcome, and everything that happened to it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Account, Contact
from accounts.models.entry import Entry
from campaigns.models.campaign import Campaign
from campaigns.models.meeting_type import MeetingType
from lifecycle.models import Task


class MeetingState(models.TextChoices):
    BOOKED = "booked", "Booked"
    HELD = "held", "Held"
    NO_SHOW = "no_show", "Nobody came"
    CANCELLED = "cancelled", "Cancelled"


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def booked(self) -> "MeetingQuerySet":
        return self.filter(state=MeetingState.BOOKED)

    def coming(self, *, now) -> "MeetingQuerySet":
        """Booked and not over yet, the next first."""
        return self.booked().filter(ends_at__gt=now).order_by("starts_at", "pk")

    def unsettled(self, *, now) -> "MeetingQuerySet":
        """Over, and nobody has said yet what came of it."""
        return self.booked().filter(ends_at__lte=now).order_by("starts_at", "pk")


class Meeting(models.Model):
    """`uid` names it in calendars for ever; `sequence` counts the versions they were told of."""

    uid = models.CharField(max_length=80, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    type = models.ForeignKey(MeetingType, on_delete=models.PROTECT, related_name="meetings")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="meetings")
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, related_name="meetings"
    )
    state = models.CharField(max_length=9, choices=MeetingState, default=MeetingState.BOOKED)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    zone = models.CharField(max_length=64, help_text="The customer's, in which it was booked.")
    place = models.CharField(max_length=400, blank=True)
    topic = models.CharField(max_length=200, blank=True)
    answers = models.JSONField(default=dict, blank=True, help_text="By question.")
    note = models.TextField(blank=True, help_text="What the customer wrote with it.")
    because = models.CharField(max_length=200, blank=True, help_text="Why these hosts, in words.")
    offered_by = models.ForeignKey(
        Campaign, on_delete=models.SET_NULL, null=True, blank=True, related_name="meetings"
    )
    task = models.ForeignKey(
        Task,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="meetings",
        help_text="Done when the meeting was held.",
    )
    booked_at = models.DateTimeField()
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: the customer.",
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(blank=True, help_text="What came of it.")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="meeting_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))
            )
        ]
        indexes = [
            models.Index(name="meeting_by_start", fields=["starts_at"]),
            models.Index(name="meeting_by_account", fields=["account", "starts_at"]),
            models.Index(
                name="meeting_booked_by_end", fields=["ends_at"], condition=Q(state="booked")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} with {self.account}"

    @property
    def is_booked(self) -> bool:
        return self.state == MeetingState.BOOKED


class MeetingHost(models.Model):
    """One host of a meeting, with its times: a migration keeps those of one from overlapping."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="hosts")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="meetings"
    )
    leads = models.BooleanField(default=False, help_text="Invites, and has the outcome to tell.")
    from_pool = models.BooleanField(default=False, help_text="It was their turn in a pool.")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    live = models.BooleanField(default=True, help_text="Off: cancelled, the time is free again.")

    class Meta:
        ordering = ["meeting", "-leads", "pk"]
        constraints = [
            models.UniqueConstraint(name="meeting_host_once", fields=["meeting", "user"]),
            models.CheckConstraint(
                name="meeting_host_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))
            ),
        ]
        indexes = [
            models.Index(
                name="meeting_host_live", fields=["user", "ends_at"], condition=Q(live=True)
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class MeetingEntry(Entry):
    """What happened to a meeting, the newest first."""

    class Kind(models.TextChoices):
        BOOKED = "booked", "Booked"
        MOVED = "moved", "Moved"
        CANCELLED = "cancelled", "Cancelled"
        HELD = "held", "Held"
        NO_SHOW = "no_show", "Nobody came"
        CORRECTED = "corrected", "Outcome corrected"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=9, choices=Kind)

    class Meta(Entry.Meta):
        verbose_name_plural = "meeting entries"
