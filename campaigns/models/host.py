"""When team members take meetings: hours, days that differ, blocked times, other calendars."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q


class Weekday(models.IntegerChoices):
    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


class Host(models.Model):
    """A team member whom customers can book; their row is locked while a meeting is given out."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="host"
    )
    active = models.BooleanField(
        "takes meetings", default=True, help_text="Off: nobody can book them; what is booked stays."
    )
    place = models.CharField(
        max_length=300,
        blank=True,
        help_text="A link; {meeting} and {account} are filled in.",
    )
    country = models.CharField(
        max_length=2, blank=True, help_text="Whose public holidays are kept: US, DE, IN …"
    )
    region = models.CharField(
        max_length=10, blank=True, help_text="A state with holidays of its own: CA, BY, KA …"
    )
    per_day = models.PositiveSmallIntegerField(
        "meetings a day", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    per_week = models.PositiveSmallIntegerField(
        "meetings a week", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    feed_number = models.PositiveIntegerField(
        default=1, editable=False, help_text="Counted up to revoke the address of the feed."
    )

    class Meta:
        ordering = ["user__first_name", "user__last_name", "pk"]

    def __str__(self) -> str:
        return str(self.user)

    def clean(self) -> None:
        """Refuse a country or region that the calendar of holidays does not know."""
        from campaigns.booking import holiday

        self.country, self.region = self.country.upper(), self.region.upper()
        if reason := holiday.unknown(self.country, self.region):
            raise ValidationError(reason)


class WeeklyHours(models.Model):
    """Wall-clock times in the time zone of the team member."""

    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    begins = models.TimeField("from")
    ends = models.TimeField("to")

    class Meta:
        ordering = ["host", "weekday", "begins"]
        verbose_name_plural = "weekly hours"
        constraints = [
            models.UniqueConstraint(
                name="weekly_hours_once",
                fields=["host", "weekday", "begins"],
                violation_error_message="This day begins at that time already.",
            ),
            models.CheckConstraint(
                name="weekly_hours_end_after_begin",
                condition=Q(ends__gt=F("begins")),
                violation_error_message="Hours end after they begin.",
            ),
            models.CheckConstraint(
                name="weekly_hours_on_a_weekday", condition=Q(weekday__range=(0, 6))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.begins:%H:%M} to {self.ends:%H:%M}"


class DateOverride(models.Model):
    """Hours of one date instead of the week's; a row without times closes the date."""

    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="overrides")
    on = models.DateField("date")
    begins = models.TimeField("from", null=True, blank=True)
    ends = models.TimeField("to", null=True, blank=True)

    class Meta:
        ordering = ["host", "on", "begins"]
        constraints = [
            models.UniqueConstraint(
                name="date_override_once",
                fields=["host", "on", "begins"],
                condition=Q(begins__isnull=False),
                violation_error_message="This date begins at that time already.",
            ),
            models.UniqueConstraint(
                name="date_closed_once",
                fields=["host", "on"],
                condition=Q(begins__isnull=True),
                violation_error_message="This date is closed already.",
            ),
            models.CheckConstraint(
                name="date_override_is_hours_or_closed",
                condition=Q(begins=None, ends=None) | Q(ends__gt=F("begins")),
                violation_error_message="Give both times, the second after the first, or neither.",
            ),
        ]

    def __str__(self) -> str:
        if self.begins is None or self.ends is None:
            return f"{self.on}: closed"
        return f"{self.on}: {self.begins:%H:%M} to {self.ends:%H:%M}"


class BlockedTime(models.Model):
    """Time that a host keeps free of meetings."""

    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="blocks")
    starts_at = models.DateTimeField("from")
    ends_at = models.DateTimeField("to")
    reason = models.CharField(max_length=120, blank=True, help_text="Customers do not see it.")

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="blocked_time_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="A blocked time ends after it starts.",
            )
        ]
        indexes = [models.Index(name="blocked_by_end", fields=["host", "ends_at"])]

    def __str__(self) -> str:
        return self.reason or "Blocked"


class BusyCalendar(models.Model):
    """A calendar elsewhere that says when a host is busy; what was read last stays meanwhile."""

    host = models.ForeignKey(Host, on_delete=models.CASCADE, related_name="calendars")
    name = models.CharField(max_length=80)
    url = models.URLField(
        "address",
        max_length=1000,
        help_text="The secret address of the calendar in iCal format, https://… .ics",
    )
    active = models.BooleanField(default=True, help_text="Off: it is not read and nothing counts.")
    refreshed_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When its times were read last."
    )
    tried_at = models.DateTimeField(null=True, blank=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    error = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        ordering = ["host", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="busy_calendar_once",
                fields=["host", "url"],
                violation_error_message="This calendar is subscribed to already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class BusyTime(models.Model):
    """A time at which an outside calendar says its owner is busy; nothing else of it is kept."""

    calendar = models.ForeignKey(BusyCalendar, on_delete=models.CASCADE, related_name="times")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="busy_time_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))
            )
        ]
        indexes = [models.Index(name="busy_by_end", fields=["calendar", "ends_at"])]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} to {self.ends_at:%H:%M}"
