"""A contract term or an add-on: dates, seats, products and money agreed with a customer."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from accounts.models.account import Account


class Product(models.TextChoices):
    CODE_SEARCH = "code_search", "Code Search"
    CODY = "cody", "Cody"


class ContractKind(models.TextChoices):
    TERM = "term", "Term"
    ADD_ON = "add_on", "Add-on"


def validate_products(value: str) -> None:
    """Accept product slugs joined by semicolons; raise ValidationError otherwise."""
    unknown = [slug for slug in value.split(";") if slug and slug not in Product.values]
    if unknown:
        raise ValidationError(f"{', '.join(unknown)}: choose from {', '.join(Product.values)}.")


class Contract(models.Model):
    """`end` is the renewal date: the first day that is not covered any more."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="contracts")
    kind = models.CharField(max_length=6, choices=ContractKind, default=ContractKind.TERM)
    start = models.DateField()
    end = models.DateField()
    signed_on = models.DateField(help_text="The contract is known from this day on.")
    seats = models.PositiveIntegerField()
    products = models.CharField(
        max_length=80,
        validators=[validate_products],
        blank=True,
        help_text="Product slugs joined by semicolons: code_search;cody",
    )
    arr = models.DecimalField("ARR", max_digits=12, decimal_places=2, default=0)
    churned_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["account", "start"]
        constraints = [
            models.CheckConstraint(
                name="contract_ends_after_start",
                condition=Q(end__gt=F("start")),
                violation_error_message="A contract ends after it starts.",
            ),
            models.CheckConstraint(
                name="contract_add_on_never_churns",
                condition=Q(kind=ContractKind.TERM) | Q(churned_on__isnull=True),
                violation_error_message="Only a term can churn, not an add-on.",
            ),
            # Add-ons may start together; terms may not overlap, which a migration sees to.
            models.UniqueConstraint(
                name="contract_once", fields=["account", "kind", "start", "products"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.start} to {self.end}"

    def clean(self) -> None:
        """Refuse a term that overlaps another term of the account (rules, Words)."""
        if self.kind != ContractKind.TERM or not (self.account_id and self.start and self.end):
            return
        clash = (
            Contract.objects.filter(
                account_id=self.account_id,
                kind=ContractKind.TERM,
                start__lt=self.end,
                end__gt=self.start,
            )
            .exclude(pk=self.pk)
            .first()
        )
        if clash:
            raise ValidationError(f"Overlaps the term {clash.start} to {clash.end}.")
