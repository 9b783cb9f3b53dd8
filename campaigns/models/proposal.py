"""What contacts tell us about themselves and their colleagues, until somebody of us confirms it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Account, Contact


class ContactProposal(models.Model):
    """`values` is what it should be, `before` what stood there when it was proposed, by field."""

    class Kind(models.TextChoices):
        OWN = "own", "Their own data"
        COLLEAGUE = "colleague", "A colleague"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CONFIRMED = "confirmed", "Confirmed"
        DECLINED = "declined", "Declined"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="proposals")
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="proposals", verbose_name="proposed by"
    )
    kind = models.CharField(max_length=9, choices=Kind)
    values = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    said_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    why = models.CharField("why it was declined", max_length=200, blank=True)

    class Meta:
        ordering = ["-said_at", "-pk"]
        verbose_name = "proposal of a contact"
        verbose_name_plural = "proposals of contacts"
        constraints = [
            models.UniqueConstraint(
                name="proposal_of_own_data_once",
                fields=["contact"],
                condition=Q(kind="own", state="open"),
            )
        ]
        indexes = [
            models.Index(name="proposal_open", fields=["account"], condition=Q(state="open"))
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, from {self.contact}"
