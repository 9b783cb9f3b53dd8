"""The people of the vendor's own team, who log in and own accounts."""

from django.contrib.auth.models import AbstractUser
from django.core.validators import MaxValueValidator
from django.db import models

from accounts.zones import validate_zone


class TeamRole(models.TextChoices):
    TECHNICAL_ADVISOR = "ta", "Technical Advisor"
    ACCOUNT_EXECUTIVE = "ae", "Account Executive"
    CUSTOMER_ENGINEER = "ce", "Customer Engineer"
    IMPLEMENTATION_ENGINEER = "ie", "Implementation Engineer"
    MANAGER = "manager", "Manager"
    OPERATIONS = "operations", "CS Operations"


# Whom an account names; each stands in a field of that name.
HOLDERS = (
    TeamRole.TECHNICAL_ADVISOR.value,
    TeamRole.ACCOUNT_EXECUTIVE.value,
    TeamRole.CUSTOMER_ENGINEER.value,
)


class User(AbstractUser):
    """A team member; the e-mail address is how imports and customers know them."""

    email = models.EmailField("e-mail address", unique=True)
    role = models.CharField(
        max_length=12, choices=TeamRole, default=TeamRole.TECHNICAL_ADVISOR, db_index=True
    )
    title = models.CharField(max_length=120, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_zone])
    digest = models.BooleanField(
        "daily digest",
        default=True,
        help_text="A mail each working day on which there is something new.",
    )
    digest_hour = models.PositiveSmallIntegerField(
        default=8,
        validators=[MaxValueValidator(23)],
        help_text="In the member's time zone.",
    )
    photo = models.ImageField(upload_to="team/", blank=True)

    class Meta:
        ordering = ["first_name", "last_name", "username"]
        verbose_name = "team member"

    @property
    def holds(self) -> str:
        """The field of an account that makes it this member's own."""
        return self.role if self.role in HOLDERS else TeamRole.TECHNICAL_ADVISOR.value

    def __str__(self) -> str:
        return self.get_full_name() or self.username
