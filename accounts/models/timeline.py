"""What people did with a customer and noted down: calls, meetings, mails, notes."""

from django.conf import settings
from django.db import models

from accounts.models.account import Account
from accounts.models.contact import Contact


class EntryKind(models.TextChoices):
    NOTE = "note", "Note"
    CALL = "call", "Call"
    MEETING = "meeting", "Meeting"
    EMAIL = "email", "E-mail"
    CONSENT = "consent", "Consent"
    TASK = "task", "Task"
    PLAN = "plan", "Success plan"
    REVIEW = "review", "Business review"
    RENEWAL = "renewal", "Renewal"
    OPPORTUNITY = "opportunity", "Opportunity"
    KNOWLEDGE = "knowledge", "Knowledge"
    TRAINING = "training", "Training"
    FEEDBACK = "feedback", "Product feedback"
    SURVEY = "survey", "Survey"
    HELP = "help", "Help request"
    TEAM = "team", "Team"
    BOOKING = "booking", "Booking"


CONTACT_KINDS = (EntryKind.CALL, EntryKind.MEETING, EntryKind.EMAIL)
# What people log by hand; the others are written by the verbs whose work they tell of.
LOGGED_KINDS = (EntryKind.NOTE, *CONTACT_KINDS)


class TimelineEntry(models.Model):
    """Calls, meetings and mails count as activity for the health score; notes do not."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="timeline")
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="timeline"
    )
    kind = models.CharField(max_length=12, choices=EntryKind, default=EntryKind.NOTE)
    on = models.DateField()
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name_plural = "timeline entries"
        indexes = [models.Index(name="timeline_by_account", fields=["account", "kind", "on"])]

    def __str__(self) -> str:
        return self.title
