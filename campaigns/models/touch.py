"""The ledger of mails: one row for each message meant for a contact, and what became of it."""

from django.db import models
from django.db.models import Q

from accounts.models import Account, Contact
from campaigns.models.campaign import Campaign, CampaignVersion


class Status(models.TextChoices):
    """Waiting and due rows are open; planned and sending ones are on their way; the rest ended."""

    WAITING = "waiting", "Waiting"
    DUE = "due", "Due"
    PLANNED = "planned", "Planned"
    SENDING = "sending", "Sending"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    UNCERTAIN = "uncertain", "Uncertain"
    SKIPPED = "skipped", "Skipped"


OPEN = (Status.WAITING, Status.DUE)
# What could still be stopped, or leave with other words.
UNDER_WAY = (*OPEN, Status.PLANNED)
# What counts against the contact's budget: everything that left or may have left (C4).
SPENT = (Status.PLANNED, Status.SENDING, Status.SENT, Status.UNCERTAIN)

# Reasons that are ours, and not the customer's choice or the rule's.
LOST = ("budget", "missed", "no_data", "no_recipient", "paused", "undeliverable")


class Transport(models.TextChoices):
    MAIL = "mail", "Mail"
    LOG = "log", "Log only"


class Outcome(models.TextChoices):
    """What came back, from least to most final; a later one never gives way to an earlier."""

    NONE = "", "–"
    DELIVERED = "delivered", "Delivered"
    BOUNCED = "bounced", "Bounced"
    COMPLAINED = "complained", "Complained"


class Touch(models.Model):
    """`decided_on` is the day D it was last decided on: once sent, the contract's sent_on."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="touches")
    relationship = models.PositiveSmallIntegerField()
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="touches", db_index=False
    )
    step = models.CharField(max_length=60)
    contact = models.ForeignKey(
        Contact,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="touches",
        help_text="Nobody: no contact held a role of the campaign.",
    )
    address = models.EmailField(blank=True)
    variant = models.CharField(max_length=60, blank=True)
    due_on = models.DateField()
    closes_on = models.DateField(help_text="The last day it may go out.")
    status = models.CharField(max_length=9, choices=Status)
    reason = models.CharField(max_length=20, blank=True)
    decided_on = models.DateField()
    not_before = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when a person holds it back."
    )
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    version = models.ForeignKey(
        CampaignVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    transport = models.CharField(max_length=4, choices=Transport, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    provider_id = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=300, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    outcome_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-due_on", "-pk"]
        verbose_name_plural = "touches"
        permissions = [
            ("view_pending", "Can see what goes out next"),
            ("view_quiet", "Can see what did not happen"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="touch_once",
                fields=["account", "relationship", "campaign", "step", "contact"],
            ),
            models.UniqueConstraint(
                name="touch_to_nobody_once",
                fields=["account", "relationship", "campaign", "step"],
                condition=Q(contact__isnull=True),
            ),
            models.CheckConstraint(
                name="touch_skipped_has_reason", condition=~Q(status="skipped") | ~Q(reason="")
            ),
        ]
        indexes = [
            models.Index(
                name="touch_open",
                fields=["account", "closes_on"],
                condition=Q(status__in=["waiting", "due"]),
            ),
            models.Index(name="touch_budget", fields=["address", "decided_on"]),
            models.Index(name="touch_due", fields=["decided_on"], condition=Q(status="due")),
            models.Index(
                name="touch_to_send",
                fields=["not_before", "id"],
                condition=Q(status="planned"),
            ),
            models.Index(
                name="touch_in_flight",
                fields=["lease_until"],
                condition=Q(status="sending"),
            ),
            models.Index(name="touch_sent", fields=["sent_at"], condition=Q(status="sent")),
            models.Index(name="touch_held", fields=["held_at"], condition=Q(held_at__isnull=False)),
            # What nobody chose not to send: told by the report of what did not happen.
            models.Index(
                name="touch_lost",
                fields=["closes_on"],
                condition=Q(status="skipped", reason__in=LOST),
            ),
            # In place of the campaign's own index: counts by status need no look at the rows.
            models.Index(name="touch_by_campaign", fields=["campaign", "status"]),
            models.Index(
                name="touch_to_look_at",
                fields=["status", "id"],
                condition=Q(status__in=["failed", "uncertain"]),
            ),
        ]

    def __str__(self) -> str:
        return f"Mail {self.pk} to {self.address or 'nobody'}"
