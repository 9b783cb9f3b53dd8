"""Which addresses may not be written to, and how that came about."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.models.topic import Topic


class SuppressionReason(models.TextChoices):
    OPTED_OUT = "opted_out", "Opted out"
    BOUNCED = "bounced", "Bounced"
    COMPLAINED = "complained", "Complained"


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def of_everything(self) -> "SuppressionQuerySet":
        """Those after which nothing may be written, whatever it is about."""
        return self.filter(topic="")

    def keeping_away(self, topic: str) -> "SuppressionQuerySet":
        """Those after which no mail about the topic may be written."""
        return self.filter(topic__in=("", topic))

    def of_topics(self) -> "SuppressionQuerySet":
        """Those that keep only mails about one topic away."""
        return self.exclude(topic="")


class Suppression(models.Model):
    """An address that gets nothing, on any account; written only by accounts.consent.

    With a topic it gets nothing about that.
    """

    address = models.EmailField()
    reason = models.CharField(max_length=10, choices=SuppressionReason)
    topic = models.CharField(
        max_length=12, choices=Topic, blank=True, help_text="Empty for all campaign mail."
    )
    source = models.CharField(max_length=200, help_text="Who or what asked for it.")
    created_at = models.DateTimeField()

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "address"]
        constraints = [
            models.UniqueConstraint(name="suppression_once", fields=["address", "reason", "topic"]),
            models.CheckConstraint(
                name="suppression_address_in_lower_case", condition=Q(address=Lower("address"))
            ),
            # An address that bounced is not there for any topic.
            models.CheckConstraint(
                name="suppression_of_topic_is_opt_out",
                condition=Q(topic="") | Q(reason=SuppressionReason.OPTED_OUT),
            ),
        ]

    def __str__(self) -> str:
        about = f" of {self.get_topic_display()}" if self.topic else ""
        return f"{self.address}: {self.get_reason_display().lower()}{about}"


class ConsentEvent(models.Model):
    """The history of a suppression: when it was set or lifted, and by whom."""

    class Action(models.TextChoices):
        SUPPRESSED = "suppressed", "Suppressed"
        LIFTED = "lifted", "Lifted"

    address = models.EmailField(db_index=True)
    action = models.CharField(max_length=10, choices=Action)
    reason = models.CharField(max_length=10, choices=SuppressionReason)
    topic = models.CharField(max_length=12, choices=Topic, blank=True)
    source = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.address} {self.get_action_display().lower()}"
