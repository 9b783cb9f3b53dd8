"""A customer or prospect, the unit that moves through the lifecycle."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.indexes import BeginningIndex
from accounts.models.programme import Programme
from accounts.zones import validate_zone


class Hosting(models.TextChoices):
    CLOUD = "cloud", "Cloud"
    SELF_HOSTED = "self_hosted", "Self-hosted"


class SupportLevel(models.TextChoices):
    STANDARD = "standard", "Standard: portal and e-mail"
    PREMIUM = "premium", "Premium: answered sooner"
    DEDICATED = "dedicated", "Dedicated: engineers in a shared Slack channel"


class AccountQuerySet(models.QuerySet["Account"]):
    def current(self) -> "AccountQuerySet":
        """Accounts that have not been removed from the book."""
        return self.filter(removed_at__isnull=True)

    def removed(self) -> "AccountQuerySet":
        return self.filter(removed_at__isnull=False)

    def held_by(self, user) -> "AccountQuerySet":
        """Those that name the user in any of their roles."""
        return self.filter(Q(ta=user) | Q(ae=user) | Q(ce=user))


class Account(models.Model):
    external_id = models.CharField(
        "account id", max_length=64, unique=True, help_text="The key that imports and the API use."
    )
    name = models.CharField(max_length=200)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="accounts")
    tier = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    developers = models.PositiveIntegerField(default=0)
    hosting = models.CharField(max_length=12, choices=Hosting, default=Hosting.CLOUD)
    time_zone = models.CharField(max_length=64, blank=True, validators=[validate_zone])
    # The import writes rows without this column: the database fills it.
    support_level = models.CharField(
        max_length=9, choices=SupportLevel, blank=True, default="", db_default=""
    )
    ta = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="ta_accounts",
        verbose_name="Technical Advisor",
        help_text="Empty: the account belongs to the pool.",
    )
    ae = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="ae_accounts",
        verbose_name="Account Executive",
    )
    ce = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="ce_accounts",
        verbose_name="Customer Engineer",
    )
    tracked_from = models.DateField(
        help_text="The portal decides days from here on, and writes about nothing due earlier (C2)."
    )
    campaigns_paused_until = models.DateField(
        null=True, blank=True, help_text="No campaign writes to the account before this day."
    )
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="account_tier_1_to_3", condition=Q(tier__isnull=True) | Q(tier__range=(1, 3))
            ),
            models.CheckConstraint(name="account_id_not_empty", condition=~Q(external_id="")),
        ]
        indexes = [
            BeginningIndex(name="account_name_begins", fields=["name"]),
            BeginningIndex(name="account_id_begins", fields=["external_id"]),
            models.Index(
                name="account_removed",
                fields=["removed_at"],
                condition=Q(removed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name
