"""Who speaks for us at a customer: champions put to the test, advocates, and their numbers."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models.account import Account
from accounts.models.contact import Contact


class ChampionTest(models.Model):
    """A champion meets all three; each test stays, the newest counts."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="champion_tests")
    power = models.BooleanField("has power and influence", default=False)
    sells = models.BooleanField("sells for us without being asked", default=False)
    shares = models.BooleanField("sees our success as their own", default=False)
    note = models.TextField(blank=True)
    tested_on = models.DateField()
    tested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["-tested_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.contact}: {'passed' if self.passed else 'not yet'}"

    @property
    def passed(self) -> bool:
        return self.power and self.sells and self.shares


class AdvocacyQuerySet(models.QuerySet["Advocacy"]):
    def on(self, day: date) -> "AdvocacyQuerySet":
        """In force on the day, of people who are still there."""
        return self.filter(
            Q(until=None) | Q(until__gt=day), since__lte=day, contact__removed_at=None
        )


class Advocacy(models.Model):
    """Somebody who speaks up for us, from a day on; a reference only with their word for it."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="advocacies")
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="The first day they are none.")
    reference = models.BooleanField(
        default=False, help_text="The customer agreed to be named to others."
    )
    consent = models.TextField(
        "what they agreed to", blank=True, help_text="Who said it, when, and for what."
    )
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(editable=False)

    objects = AdvocacyQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        verbose_name = "advocate"
        constraints = [
            models.UniqueConstraint(
                name="advocacy_one_at_a_time", fields=["contact"], condition=Q(until=None)
            ),
            models.CheckConstraint(
                name="advocacy_ends_after_start", condition=Q(until=None) | Q(until__gt=F("since"))
            ),
            models.CheckConstraint(
                name="advocacy_reference_with_consent",
                condition=Q(reference=False) | ~Q(consent=""),
                violation_error_message="A reference needs what they agreed to.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.contact)


class Instrument(models.Model):
    """What an advocate does for us, and how far it is."""

    class Kind(models.TextChoices):
        CASE_STUDY = "case_study", "Case study"
        TESTIMONIAL = "testimonial", "Testimonial"
        REFERENCE_CALL = "reference_call", "Reference call"
        ADVISORY_BOARD = "advisory_board", "Advisory board"
        CHAMPION_PROGRAMME = "champion_programme", "Champion programme"

    class Status(models.TextChoices):
        ASKED = "asked", "Asked"
        AGREED = "agreed", "Agreed"
        DONE = "done", "Done"
        DECLINED = "declined", "Declined"

    advocacy = models.ForeignKey(Advocacy, on_delete=models.CASCADE, related_name="instruments")
    kind = models.CharField(max_length=18, choices=Kind)
    status = models.CharField(max_length=8, choices=Status, default=Status.ASKED)
    on = models.DateField("since")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["advocacy", "kind"]
        constraints = [models.UniqueConstraint(name="instrument_once", fields=["advocacy", "kind"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_status_display().lower()}"


class AdvocacyCount(models.Model):
    """How many an account had as a month began; `month` is its first day."""

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="advocacy_counts", db_index=False
    )
    month = models.DateField()
    champions = models.PositiveSmallIntegerField()
    advocates = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["account", "month"]
        constraints = [
            models.UniqueConstraint(
                name="advocacy_counted_once_a_month", fields=["account", "month"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%B %Y}: {self.champions} champions, {self.advocates} advocates"
