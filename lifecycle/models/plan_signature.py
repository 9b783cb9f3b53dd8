"""The customer's sign-off of a success plan, as it was offered to them."""

from django.db import models
from django.db.models import Q

from accounts.models import Contact
from lifecycle.models.plan_version import PlanVersion


class PlanSignature(models.Model):
    """Given on the shared page by the contact; the name is as they wrote it."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="signatures")
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, related_name="plan_signatures"
    )
    name = models.CharField(max_length=150)
    title = models.CharField(max_length=120, blank=True)
    signed_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="plan_signed_once", fields=["version", "contact"]),
            models.CheckConstraint(name="plan_signature_named", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.signed_on}"
