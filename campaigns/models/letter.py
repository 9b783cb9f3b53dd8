"""The ledger of single mails outside of campaigns: confirmations, reminders, answers, links."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Contact
from campaigns.models.meeting import Meeting
from campaigns.models.outbox import Outgoing
from campaigns.models.touch import Outcome


class CustomerMail(Outgoing):
    """One mail to a contact or, of the same matter, to the team member it concerns.

    `key` says what it is about and which version of it, so that it is planned once; `body` is
    Markdown, written as a mail when it leaves.
    """

    class Kind(models.TextChoices):
        BOOKING = "booking", "Booking"
        REMINDER = "reminder", "Reminder"
        FOLLOW_UP = "follow_up", "After a meeting"
        SURVEY = "survey", "Survey"
        HELP = "help", "Help request"
        LINK = "link", "Lost link"
        SHARED = "shared", "Shared page"

    class Method(models.TextChoices):
        REQUEST = "REQUEST", "Invitation"
        CANCEL = "CANCEL", "Cancellation"

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="customer_mails"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="customer_mails",
        verbose_name="team member",
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, null=True, blank=True, related_name="mails"
    )
    address = models.EmailField(blank=True, help_text="Where it left for.")
    subject = models.CharField(max_length=250)
    body = models.TextField()
    why = models.CharField("why they get it", max_length=250)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Nobody: the account's advisor, or the team.",
    )
    reply_to = models.EmailField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    calendar = models.TextField(blank=True)
    calendar_method = models.CharField(max_length=7, choices=Method, blank=True)
    created_at = models.DateTimeField()
    outcome = models.CharField(
        max_length=10, choices=Outcome, blank=True, help_text="What its provider told of it."
    )
    outcome_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "single mail"
        constraints = [
            models.CheckConstraint(
                name="customer_mail_to_one",
                condition=Q(contact__isnull=False, user__isnull=True)
                | Q(contact__isnull=True, user__isnull=False),
            ),
            models.CheckConstraint(
                name="customer_mail_calendar_has_method",
                condition=Q(calendar="", calendar_method="")
                | (~Q(calendar="") & ~Q(calendar_method="")),
            ),
        ]
        indexes = [
            models.Index(
                name="customer_mail_open",
                fields=["not_before"],
                condition=Q(status__in=["planned", "sending", "uncertain"]),
            )
        ]

    def __str__(self) -> str:
        return self.subject
