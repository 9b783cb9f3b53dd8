"""Something a team member should look at, raised once, and what was done about it."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Account
from accounts.models.entry import Entry


class AlertKind(models.TextChoices):
    HEALTH = "health", "Health got worse"
    BAND_POOR = "band_poor", "Health is red"
    USAGE_DOWN = "usage_down", "Usage falls"
    NOT_DEPLOYED = "not_deployed", "Not deployed"
    TARGETS_LOST = "targets_lost", "Targets lost"
    ONBOARDING_GOAL = "onboarding_goal", "Onboarding goal"
    NO_CONTACT = "no_contact", "No contact"
    STALE_DATA = "stale_data", "No data"
    SEATS = "seats", "Seats"
    OVERDUE_TASKS = "overdue_tasks", "Overdue tasks"
    HELP_OVERDUE = "help_overdue", "Help is overdue"
    MISSING_ROLE = "missing_role", "Missing role"
    FEATURE = "feature", "First use"


class Severity(models.IntegerChoices):
    GRAVE = 1, "Grave"
    SERIOUS = 2, "Serious"
    NOTICE = 3, "Notice"


class AlertQuerySet(models.QuerySet["Alert"]):
    def waiting(self) -> "AlertQuerySet":
        """Not seen by anybody, and not passed by itself; snoozed or not."""
        return self.filter(acknowledged_at__isnull=True, passed_on__isnull=True)

    def open(self, *, on: date) -> "AlertQuerySet":
        """What waits for somebody on the day."""
        return self.waiting().filter(Q(snoozed_until=None) | Q(snoozed_until__lte=on))

    def back(self) -> "AlertQuerySet":
        """Those that were put away, or had passed, and are there again."""
        again = AlertEntry.objects.filter(
            alert=models.OuterRef("pk"),
            kind__in=(AlertEntry.Kind.REOPENED, AlertEntry.Kind.RETURNED),
        )
        return self.filter(Q(snoozed_until__isnull=False) | models.Exists(again))

    def snoozed(self, *, on: date) -> "AlertQuerySet":
        return self.waiting().filter(snoozed_until__gt=on)

    def of(self, user) -> "AlertQuerySet":
        """Those that belong to the user by a role on the account."""
        return self.filter(
            # Said twice: by the first the few accounts are found, by the second the alerts judged.
            Q(account__in=Account.objects.held_by(user)),
            Q(for_ta=True, account__ta=user)
            | Q(for_ae=True, account__ae=user)
            | Q(for_ce=True, account__ce=user),
        )

    def of_the_pool(self) -> "AlertQuerySet":
        return self.filter(for_ta=True, account__ta=None)


class Alert(models.Model):
    """Of a kind that stands, a row is one episode: it passes when the condition is gone."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="alerts")
    kind = models.CharField(max_length=20, choices=AlertKind)
    key = models.CharField(
        max_length=60, blank=True, help_text="What it is about: a role, a mark that was reached."
    )
    occurrence = models.CharField(
        max_length=100,
        help_text="What makes it this alert and no other: a date, a feature, a role.",
    )
    on = models.DateField()
    title = models.CharField(max_length=200)
    evidence = models.JSONField(default=list, blank=True, help_text="Why, in sentences.")
    severity = models.PositiveSmallIntegerField(choices=Severity, default=Severity.SERIOUS)
    for_ta = models.BooleanField("for the Technical Advisor", default=True)
    for_ae = models.BooleanField("for the Account Executive", default=False)
    for_ce = models.BooleanField("for the Customer Engineer", default=False)
    recorded_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    snoozed_until = models.DateField(
        null=True, blank=True, help_text="Out of sight until this day."
    )
    passed_on = models.DateField(
        null=True, blank=True, help_text="The day on which its condition was gone."
    )

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(name="alert_once", fields=["account", "kind", "occurrence"])
        ]
        indexes = [
            models.Index(
                # Down to the ids it gives an order; the rest spares counts the look at rows.
                name="alert_waiting",
                fields=["severity", "on", "id", "account", "kind", "snoozed_until"],
                condition=Q(acknowledged_at__isnull=True, passed_on__isnull=True),
            ),
            models.Index(name="alert_by_moment", fields=["recorded_at"]),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def holders(self) -> list[str]:
        """Who it belongs to, by their roles on the account."""
        account = self.account
        found = [str(account.ta or "the pool")] if self.for_ta else []
        found += [str(account.ae or "no AE")] if self.for_ae else []
        return found + ([str(account.ce or "no CE")] if self.for_ce else [])


class AlertEntry(Entry):
    """What happened to an alert, the newest first."""

    class Kind(models.TextChoices):
        SEEN = "seen", "Acknowledged"
        SNOOZED = "snoozed", "Snoozed"
        REOPENED = "reopened", "Taken up again"
        NOTE = "note", "Note"
        PASSED = "passed", "Passed by itself"
        RETURNED = "returned", "Came back"

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=8, choices=Kind)

    class Meta(Entry.Meta):
        verbose_name_plural = "alert entries"
