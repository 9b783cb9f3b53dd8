"""A person at a customer, and the roles they hold there."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.indexes import BeginningIndex
from accounts.models.account import Account
from accounts.zones import validate_zone


class Role(models.TextChoices):
    INSTANCE_ADMIN = "instance_admin", "Instance Admin"
    PROGRAM_CONTACT = "program_contact", "Program Contact"
    CHAMPION = "champion", "Champion"
    DEAL_CONTACT = "deal_contact", "Deal Contact"
    ECONOMIC_BUYER = "economic_buyer", "Economic Buyer"
    EXECUTIVE = "executive", "Executive"
    END_USER = "end_user", "End User"


ROLES: tuple[str, ...] = tuple(Role.values)


class ContactQuerySet(models.QuerySet["Contact"]):
    def current(self) -> "ContactQuerySet":
        """Contacts that have not been removed."""
        return self.filter(removed_at__isnull=True)

    def holding(self, *roles: str) -> "ContactQuerySet":
        """Contacts who hold any of the roles; none when no role is named."""
        held = Q(pk__in=[])
        for role in roles:
            held |= Q(**{role: True})
        return self.filter(held)


class Contact(models.Model):
    """One column per role: a role is asked for in every sweep and is never more than yes or no."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="contacts")
    email = models.EmailField("e-mail address", help_text="Kept in lower case.")
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=120, blank=True)
    time_zone = models.CharField(max_length=64, blank=True, validators=[validate_zone])
    instance_admin = models.BooleanField("Instance Admin", default=False)
    program_contact = models.BooleanField("Program Contact", default=False)
    champion = models.BooleanField("Champion", default=False)
    deal_contact = models.BooleanField("Deal Contact", default=False)
    economic_buyer = models.BooleanField("Economic Buyer", default=False)
    executive = models.BooleanField("Executive", default=False)
    end_user = models.BooleanField("End User", default=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    links_revoked = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="How often the links sent to them were made void."
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["last_name", "first_name", "email"]
        constraints = [
            models.UniqueConstraint(name="contact_once_per_account", fields=["account", "email"]),
            models.CheckConstraint(name="contact_has_address", condition=~Q(email="")),
            # Opt-outs and budgets are counted by the address as it stands.
            models.CheckConstraint(
                name="contact_address_in_lower_case", condition=Q(email=Lower("email"))
            ),
        ]
        indexes = [
            models.Index(name="contact_by_address", fields=["email"]),
            BeginningIndex(name="contact_email_begins", fields=["email"]),
            BeginningIndex(name="contact_last_name_begins", fields=["last_name"]),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def clean(self) -> None:
        self.email = self.email.strip().lower()

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(role for role in ROLES if getattr(self, role))
