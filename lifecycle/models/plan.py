"""An account's success plan, what both sides do for it, and who helps or hinders it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from accounts.models import Account, Contact
from lifecycle.models.task import Task, TaskState


def _member(**options) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, **options
    )


def _contact(**options) -> models.ForeignKey:
    return models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, **{"related_name": "+"} | options
    )


class SuccessPlanQuerySet(models.QuerySet["SuccessPlan"]):
    def current(self) -> "SuccessPlanQuerySet":
        """Plans that are worked by, of accounts that are in the book."""
        return self.filter(archived_at__isnull=True, account__removed_at__isnull=True)


class SuccessPlan(models.Model):
    """Mutual: our side and the customer's. An archived one is read from its last version."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="plans")
    title = models.CharField(max_length=120)
    north_star = models.TextField(help_text="What both sides want to have reached, in a sentence.")
    owner = _member(related_name="plans")
    sponsor = _member(related_name="+", verbose_name="our sponsor")
    customer_sponsor = _contact(verbose_name="the customer's sponsor")
    started_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    notes = models.TextField("internal notes", blank=True, help_text="Never shown to the customer.")
    shared = models.BooleanField(
        "shared with the customer", default=False, help_text="Without relationships and notes."
    )
    last_sync_on = models.DateField(null=True, blank=True)
    next_sync_on = models.DateField(
        "next sync", null=True, blank=True, help_text="As agreed; empty: by the programme's rhythm."
    )
    before = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="after"
    )
    author = _member(related_name="+")
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)
    archived_because = models.CharField(max_length=200, blank=True)

    objects = SuccessPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-started_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="plan_one_current", fields=["account"], condition=Q(archived_at=None)
            ),
            models.CheckConstraint(
                name="plan_ends_after_it_starts",
                violation_error_message="The plan has to end after it starts.",
                condition=Q(ends_on=None) | Q(ends_on__gt=F("started_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Side(models.TextChoices):
    OURS = "ours", "Our side"
    CUSTOMER = "customer", "The customer"


class PlanActionQuerySet(models.QuerySet["PlanAction"]):
    def standing(self) -> "PlanActionQuerySet":
        """With due date and state as they are: of our side's actions the task says."""
        return self.annotate(
            due=Coalesce("task__due_on", "due_on"), stands=Coalesce("task__state", "state")
        )

    def open(self) -> "PlanActionQuerySet":
        return self.standing().filter(stands=TaskState.OPEN)


class PlanAction(models.Model):
    """Our side's is a task, which alone says who, by when and whether it is done."""

    plan = models.ForeignKey(SuccessPlan, on_delete=models.CASCADE, related_name="actions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    side = models.CharField(max_length=8, choices=Side, default=Side.OURS)
    objective = models.ForeignKey(
        "Objective", on_delete=models.SET_NULL, null=True, blank=True, related_name="actions"
    )
    task = models.ForeignKey(
        Task, on_delete=models.PROTECT, null=True, blank=True, related_name="plan_actions"
    )
    contact = _contact()
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=TaskState, null=True, blank=True)
    outcome = models.CharField(max_length=200, blank=True)
    done_on = models.DateField(null=True, blank=True)
    shared = models.BooleanField("shown to the customer", default=True)
    created_at = models.DateTimeField()

    objects = PlanActionQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(name="plan_action_number", fields=["plan", "number"]),
            models.CheckConstraint(
                name="plan_action_of_one_side",
                condition=Q(side="ours", task__isnull=False, due_on=None, state=None)
                | Q(side="customer", task=None, due_on__isnull=False, state__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="plan_action_waiting",
                fields=["due_on"],
                condition=Q(side="customer", state="open"),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Sentiment(models.TextChoices):
    ADVOCATE = "advocate", "Advocate"
    POSITIVE = "positive", "Positive"
    NEUTRAL = "neutral", "Neutral"
    CRITICAL = "critical", "Critical"
    UNKNOWN = "unknown", "Not known"


class PlanRelationship(models.Model):
    """A person who matters to the plan; never shown to the customer."""

    plan = models.ForeignKey(SuccessPlan, on_delete=models.CASCADE, related_name="relationships")
    contact = _contact()
    name = models.CharField(max_length=120)
    sentiment = models.CharField(max_length=8, choices=Sentiment, default=Sentiment.UNKNOWN)
    win = models.CharField(
        "what a win is", max_length=200, blank=True, help_text="For this person, in their words."
    )
    to_champion = models.BooleanField("to become a champion", default=False)
    owner = _member(related_name="+", verbose_name="looked after by")
    notes = models.TextField(blank=True)
    gone = models.BooleanField(
        "matters no more", default=False, help_text="Kept, and not listed any more."
    )

    class Meta:
        ordering = ["-to_champion", "pk"]
        constraints = [
            models.UniqueConstraint(name="plan_relationship_once", fields=["plan", "contact"]),
        ]

    def __str__(self) -> str:
        return str(self.contact or self.name)


class PlanAsk(models.Model):
    """What the plan depends on and somebody else has to give."""

    class Risk(models.TextChoices):
        LOW = "low", "Low"
        MEDIUM = "medium", "Medium"
        HIGH = "high", "High"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        RESOLVED = "resolved", "Resolved"
        DROPPED = "dropped", "Dropped"

    plan = models.ForeignKey(SuccessPlan, on_delete=models.CASCADE, related_name="asks")
    objective = models.ForeignKey(
        "Objective", on_delete=models.SET_NULL, null=True, blank=True, related_name="asks"
    )
    title = models.CharField("what is needed", max_length=200)
    from_whom = models.CharField(max_length=120, help_text="A person, a team or a department.")
    needed_by = models.DateField()
    risk = models.CharField(max_length=6, choices=Risk, default=Risk.MEDIUM)
    threatens = models.CharField(
        "what it puts at risk", max_length=200, blank=True, help_text="Which milestone, and how."
    )
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    resolution = models.CharField(max_length=200, blank=True)
    settled_on = models.DateField(null=True, blank=True)
    shared = models.BooleanField("shown to the customer", default=False)

    class Meta:
        ordering = ["needed_by", "pk"]

    def __str__(self) -> str:
        return self.title


class PlanComment(models.Model):
    """Said by one of us or by one of theirs; nobody changes it afterwards."""

    plan = models.ForeignKey(SuccessPlan, on_delete=models.CASCADE, related_name="comments")
    objective = models.ForeignKey(
        "Objective", on_delete=models.SET_NULL, null=True, blank=True, related_name="comments"
    )
    text = models.TextField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    internal = models.BooleanField("only for our team", default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="plan_comment_has_one_author",
                condition=Q(user__isnull=False, contact=None)
                | Q(user=None, contact__isnull=False, internal=False),
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]
