"""Ledgers of what leaves for our own people: one row for each thing, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from campaigns.models.touch import Status, Transport
from lifecycle.models import Alert

_STATUSES = [
    (status.value, status.label) for status in Status if status not in (Status.WAITING, Status.DUE)
]


class Outgoing(models.Model):
    """What every such ledger keeps; a row leaves once, or is held as uncertain."""

    status = models.CharField(max_length=9, choices=_STATUSES, default=Status.PLANNED)
    reason = models.CharField(max_length=20, blank=True)
    not_before = models.DateTimeField()
    closes_at = models.DateTimeField(help_text="It does not leave any more from then on.")
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    transport = models.CharField(max_length=4, choices=Transport, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    provider_id = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


class TeamMail(Outgoing):
    """A mail to a team member; the digest of a day tells what is new from `since` to `until`."""

    class Kind(models.TextChoices):
        DIGEST = "digest", "Daily digest"
        QUIET = "quiet", "What did not happen"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="team_mails"
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.DIGEST)
    day = models.DateField(help_text="The member's own day.")
    since = models.DateTimeField()
    until = models.DateTimeField()
    address = models.EmailField()
    subject = models.CharField(max_length=250, blank=True)

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(name="team_mail_once", fields=["user", "kind", "day"])
        ]
        indexes = [
            models.Index(
                name="team_mail_open",
                fields=["not_before"],
                condition=Q(status__in=["planned", "sending", "uncertain"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.day} to {self.address}"


class AlertPost(Outgoing):
    """An alert posted to a destination outside, such as a channel of a chat."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="posts")
    destination = models.CharField(max_length=40, help_text="Its name; the address is a secret.")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(name="alert_post_once", fields=["alert", "destination"])
        ]
        indexes = [
            models.Index(
                name="alert_post_open",
                fields=["not_before"],
                condition=Q(status__in=["planned", "sending", "uncertain"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.alert} to {self.destination}"
