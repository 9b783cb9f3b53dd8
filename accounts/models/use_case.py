"""What a customer uses the product for, and which of its features serve that."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models.account import Account
from accounts.models.contract import Product


class Feature(models.Model):
    """The catalogue: a feature under the slug that usage reports know it by."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    product = models.CharField(max_length=12, choices=Product)

    class Meta:
        ordering = ["product", "name"]

    def __str__(self) -> str:
        return self.name


class Maturity(models.IntegerChoices):
    TRIED = 1, "1. Tried by a few"
    USED = 2, "2. Used by a team"
    STANDARD = 3, "3. The usual way of working"
    MEASURED = 4, "4. Its value is measured"


class UseCaseState(models.TextChoices):
    PLANNED = "planned", "Planned"
    ACTIVE = "active", "Active"
    ENDED = "ended", "Ended"


class UseCase(models.Model):
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="use_cases")
    title = models.CharField(max_length=120)
    team = models.CharField(
        "team or department", max_length=120, blank=True, help_text="Who at the customer does it."
    )
    description = models.TextField(blank=True, help_text="Markdown.")
    maturity = models.PositiveSmallIntegerField(choices=Maturity, default=Maturity.TRIED)
    state = models.CharField(max_length=7, choices=UseCaseState, default=UseCaseState.ACTIVE)
    features = models.ManyToManyField(Feature, blank=True, related_name="use_cases")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["account", "pk"]
        constraints = [
            models.CheckConstraint(
                name="use_case_maturity_1_to_4", condition=Q(maturity__range=(1, 4))
            )
        ]

    def __str__(self) -> str:
        return self.title


class MappingReview(models.Model):
    """The map as it stood when people went through it together; never changed.

    `map` holds each use case: title, team, maturity, state and the slugs of its features.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="mapping_reviews")
    on = models.DateField()
    note = models.TextField(blank=True)
    map = models.JSONField(default=list)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["account", "-on", "-pk"]

    def __str__(self) -> str:
        return f"Use cases gone through on {self.on}"
