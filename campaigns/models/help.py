"""A customer's request for help, and what was said about it by either side."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Account, Contact
from campaigns.models.touch import Touch
from lifecycle.models import Task


class HelpTopic(models.TextChoices):
    SETUP = "setup", "Set-up and access"
    USE = "use", "How to use something"
    PROBLEM = "problem", "Something does not work"
    PLAN = "plan", "Contract, seats or renewal"
    OTHER = "other", "Something else"


class HelpState(models.TextChoices):
    OPEN = "open", "Waits for us"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed"


class HelpRequestQuerySet(models.QuerySet["HelpRequest"]):
    def current(self) -> "HelpRequestQuerySet":
        return self.filter(account__removed_at__isnull=True)

    def waiting(self) -> "HelpRequestQuerySet":
        """What the customer waits for."""
        return self.current().filter(state=HelpState.OPEN)

    def overdue(self, *, now: datetime) -> "HelpRequestQuerySet":
        return self.waiting().filter(due_at__lt=now)


class HelpRequest(models.Model):
    """`due_at` is when the next answer is due; its task says whose it is."""

    class Source(models.TextChoices):
        PAGE = "page", "Page"
        MAIL = "mail", "Mail"
        SURVEY = "survey", "Survey"
        TEAM = "team", "Noted by the team"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="help_requests")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="help_requests")
    topic = models.CharField(max_length=8, choices=HelpTopic, default=HelpTopic.OTHER)
    subject = models.CharField(max_length=120)
    urgent = models.BooleanField(default=False, help_text="It keeps them from working.")
    source = models.CharField(max_length=6, choices=Source, default=Source.PAGE)
    touch = models.ForeignKey(
        Touch,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="help_requests",
        help_text="The mail whose link they followed.",
    )
    key = models.CharField(
        max_length=60, blank=True, help_text="What it came of, so that it comes of it once."
    )
    state = models.CharField(max_length=8, choices=HelpState, default=HelpState.OPEN)
    task = models.OneToOneField(
        Task, on_delete=models.SET_NULL, null=True, blank=True, related_name="help_request"
    )
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(
        null=True, blank=True, help_text="When they first got an answer."
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = HelpRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="help_request_once", fields=["account", "key"], condition=~Q(key="")
            ),
            models.CheckConstraint(
                name="help_request_closed_has_time",
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(name="help_request_due", fields=["due_at"], condition=Q(state="open")),
            models.Index(name="help_request_of_contact", fields=["contact", "asked_at"]),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def owner(self):
        return self.task.owner if self.task else None


class HelpMessage(models.Model):
    """One turn of the thread, the oldest first; an internal one is seen by the team alone."""

    class Kind(models.TextChoices):
        CUSTOMER = "customer", "Customer"
        TEAM = "team", "Answer"
        INTERNAL = "internal", "Internal note"
        EVENT = "event", "What happened"

    request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=8, choices=Kind)
    text = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    came_from = models.EmailField(blank=True, help_text="The address a mail was written from.")
    dropped = models.JSONField(default=list, blank=True, help_text="Attachments not taken over.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(name="help_message_in_order", fields=["request", "at"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d}"


class InboundMail(models.Model):
    """A mail that came in, kept as it came, then handled once."""

    class Result(models.TextChoices):
        WAITING = "waiting", "Not handled yet"
        JOINED = "joined", "Added to a request"
        OPENED = "opened", "Opened a request"
        AUTOMATIC = "automatic", "Automatic answer, left out"
        UNKNOWN = "unknown", "Not matched"

    provider = models.CharField(max_length=40)
    event_key = models.CharField(max_length=128)
    sender = models.EmailField(blank=True)
    subject = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True)
    raw = models.JSONField(help_text="Headers and recipients as they came.")
    dropped = models.JSONField(default=list, blank=True, help_text="Attachments not taken over.")
    result = models.CharField(max_length=9, choices=Result, default=Result.WAITING)
    request = models.ForeignKey(
        HelpRequest, on_delete=models.SET_NULL, null=True, blank=True, related_name="inbound_mails"
    )
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(name="inbound_mail_once", fields=["provider", "event_key"])
        ]
        indexes = [
            models.Index(
                name="inbound_mail_waiting",
                fields=["received_at"],
                condition=Q(handled_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject or 'no subject'} from {self.sender or 'nobody'}"
