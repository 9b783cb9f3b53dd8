"""A chance to help a customer to more, found by rule or by a person, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Account, TeamRole
from accounts.models.entry import Entry


class OpportunityKind(models.TextChoices):
    SEATS = "seats", "Seats used up"
    PRODUCT = "product", "Product not owned"
    FEATURE = "feature", "Feature not used"
    VERSION = "version", "Version behind"
    BY_HAND = "hand", "By hand"


class OpportunityState(models.TextChoices):
    OPEN = "open", "Open"
    PURSUED = "pursued", "Pursued"
    WON = "won", "Won"
    LOST = "lost", "Lost"
    PASSED = "passed", "Passed"


LIVE = (OpportunityState.OPEN, OpportunityState.PURSUED)


class OpportunityQuerySet(models.QuerySet["Opportunity"]):
    def live(self) -> "OpportunityQuerySet":
        """Not ended, on accounts that are in the book."""
        return self.filter(state__in=LIVE).exclude(account__in=Account.objects.removed())

    def ended(self) -> "OpportunityQuerySet":
        return self.exclude(state__in=LIVE)

    def waiting(self, *, on) -> "OpportunityQuerySet":
        """Live ones that are not snoozed on the day."""
        return self.live().filter(Q(snoozed_until=None) | Q(snoozed_until__lte=on))


class Opportunity(models.Model):
    """`subject` tells what it is about among its kind: a product, a feature; by hand, its title.

    `reason` and `evidence` are as they were when it was found, or raised to a higher `level`.
    """

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="opportunities", db_index=False
    )
    kind = models.CharField(max_length=7, choices=OpportunityKind)
    subject = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=200)
    reason = models.TextField()
    evidence = models.JSONField(
        default=list, help_text="What the rule looked at: its name, its value and its day."
    )
    state = models.CharField(max_length=7, choices=OpportunityState, default=OpportunityState.OPEN)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="opportunities",
    )
    owner_role = models.CharField("role", max_length=12, choices=TeamRole)
    expected_arr = models.DecimalField(
        "expected ARR", max_digits=12, decimal_places=2, null=True, blank=True
    )
    opened_on = models.DateField()
    touched = models.BooleanField(
        default=False, help_text="Somebody did something with it: only people end it now."
    )
    snoozed_until = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True, help_text="Why it ended as it did.")
    created_at = models.DateTimeField()

    objects = OpportunityQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        verbose_name_plural = "opportunities"
        constraints = [
            models.UniqueConstraint(
                name="opportunity_live_once",
                fields=["account", "kind", "subject"],
                condition=Q(state__in=["open", "pursued"]),
            ),
            models.CheckConstraint(
                name="opportunity_ended_has_day",
                condition=Q(state__in=["open", "pursued"], ended_on__isnull=True)
                | Q(state__in=["won", "lost", "passed"], ended_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="opportunity_by_account", fields=["account", "kind", "subject"]),
            models.Index(
                name="opportunity_live",
                fields=["owner", "opened_on"],
                condition=Q(state__in=["open", "pursued"]),
            ),
            models.Index(
                name="opportunity_live_by_arr",
                fields=["expected_arr"],
                condition=Q(state__in=["open", "pursued"]),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


class OpportunityEntry(Entry):
    """What happened to an opportunity, the newest first; never changed."""

    class Kind(models.TextChoices):
        FOUND = "found", "Found"
        ADDED = "added", "Added by hand"
        RAISED = "raised", "Raised"
        PURSUED = "pursued", "Pursued"
        SNOOZED = "snoozed", "Snoozed"
        WOKEN = "woken", "Snooze ended"
        ASSIGNED = "assigned", "Given to somebody else"
        ESTIMATED = "estimated", "Estimated"
        NOTE = "note", "Note"
        WON = "won", "Won"
        LOST = "lost", "Lost"
        PASSED = "passed", "Passed"
        REOPENED = "reopened", "Opened again"

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=9, choices=Kind)

    class Meta(Entry.Meta):
        verbose_name_plural = "opportunity entries"


class OpportunitySign(models.Model):
    """The memory of the rules: since when a condition holds, or since when it does not any more.

    Written only when that changes. What comes of it is an Opportunity.
    """

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="opportunity_signs", db_index=False
    )
    kind = models.CharField(max_length=7, choices=OpportunityKind)
    subject = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField(default=0)
    since = models.DateField()
    gone_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["account", "kind", "subject"]
        constraints = [
            models.UniqueConstraint(
                name="opportunity_sign_once", fields=["account", "kind", "subject"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject} since {self.since}"
