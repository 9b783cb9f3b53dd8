"""A kind of meeting that customers can book: how long, about what, with whom, and when."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from accounts.models import Pool
from campaigns.models.campaign import Campaign


class Hosting(models.TextChoices):
    ADVISOR = "advisor", "The account's Technical Advisor, else the pool"
    POOL = "pool", "The next in the pool"
    ADVISOR_AND_AE = "advisor_and_ae", "Technical Advisor and Account Executive together"
    PEOPLE = "people", "The people named below, together"


def validate_lines(value: object) -> None:
    """A list of short texts, as forms and files give topics and questions."""
    if not isinstance(value, list) or not all(isinstance(line, str) and line for line in value):
        raise ValidationError("One short text a line.")
    if len(value) > 12 or any(len(line) > 200 for line in value):
        raise ValidationError("12 lines at the most, of 200 characters each.")


class MeetingType(models.Model):
    """`playbook` and `step` name the task that is done when such a meeting was held."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=300, blank=True, help_text="Customers read it.")
    agenda = models.TextField(blank=True, help_text="Markdown; customers read it too.")
    minutes = models.PositiveSmallIntegerField(
        default=30, validators=[MinValueValidator(10), MaxValueValidator(480)]
    )
    hosting = models.CharField("held by", max_length=14, choices=Hosting, default=Hosting.ADVISOR)
    pool = models.ForeignKey(
        Pool,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: the pool of the account's programme.",
    )
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="+",
        help_text="Join every such meeting; each of them has to be free.",
    )
    topics = models.JSONField(
        default=list, blank=True, validators=[validate_lines], help_text="To choose from."
    )
    questions = models.JSONField(
        default=list,
        blank=True,
        validators=[validate_lines],
        help_text="One a line; with * at its end it has to be answered.",
    )
    buffer_before = models.PositiveSmallIntegerField(
        "minutes free before", default=0, validators=[MaxValueValidator(240)]
    )
    buffer_after = models.PositiveSmallIntegerField(
        "minutes free after", default=0, validators=[MaxValueValidator(240)]
    )
    step_minutes = models.PositiveSmallIntegerField(
        "begins every", default=30, validators=[MinValueValidator(5), MaxValueValidator(240)]
    )
    notice_hours = models.PositiveSmallIntegerField(
        "hours of notice", default=24, validators=[MaxValueValidator(720)]
    )
    horizon_days = models.PositiveSmallIntegerField(
        "days ahead", default=60, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    per_day = models.PositiveSmallIntegerField(
        "a day and host", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    per_week = models.PositiveSmallIntegerField(
        "a week and host", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    campaigns = models.ManyToManyField(
        Campaign,
        blank=True,
        related_name="meeting_types",
        help_text="Whose mails offer it; they remind nobody who has booked.",
    )
    playbook = models.CharField(max_length=60, blank=True)
    step = models.CharField(max_length=60, blank=True)
    active = models.BooleanField(default=True, help_text="Off: it can not be booked any more.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
