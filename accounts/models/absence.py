"""When a team member is away, and who covers for them."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def kept(self) -> "AbsenceQuerySet":
        """Those that were not called off."""
        return self.filter(called_off=False)

    def on(self, day: date) -> "AbsenceQuerySet":
        """Those in force on the day."""
        return self.kept().filter(starts_on__lte=day, until__gt=day)


class Absence(models.Model):
    """`until` is the first day back; without a cover the pool, else the managers, look after it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="absences",
        verbose_name="team member",
    )
    starts_on = models.DateField("from")
    until = models.DateField("back on", help_text="The first day back.")
    reason = models.CharField(max_length=120, blank=True, help_text="The whole team sees it.")
    cover = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="covers",
        help_text="Who takes over. Empty: the pool, or nobody, and the managers see to it.",
    )
    called_off = models.BooleanField(
        default=False, help_text="It does not take place: work that was lent goes back."
    )

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_start",
                condition=Q(until__gt=F("starts_on")),
                violation_error_message="The first day back is after the first day away.",
            ),
            models.CheckConstraint(
                name="absence_covered_by_another",
                condition=Q(cover__isnull=True) | ~Q(cover=F("user")),
                violation_error_message="Nobody covers for themselves.",
            ),
            # That two of one person do not overlap is seen to by a migration.
        ]
        indexes = [
            models.Index(name="absence_by_end", fields=["until"], condition=Q(called_off=False))
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.starts_on} to {self.until}"

    def clean(self) -> None:
        """Refuse one that overlaps another of the same person."""
        if self.called_off or not (self.user_id and self.starts_on and self.until):
            return
        clash = (
            Absence.objects.kept()
            .filter(user_id=self.user_id, starts_on__lt=self.until, until__gt=self.starts_on)
            .exclude(pk=self.pk)
            .first()
        )
        if clash:
            raise ValidationError(f"They are away from {clash.starts_on} to {clash.until} already.")
