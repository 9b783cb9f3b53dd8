"""A survey, its versions, whom it was asked of, and what they answered."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Account, Contact, TrainingSession
from campaigns.models.campaign import Campaign
from campaigns.models.touch import Touch
from lifecycle.models import Task


class SurveyKind(models.TextChoices):
    CHECKIN = "checkin", "Check-in"
    NPS = "nps", "NPS"
    CSAT = "csat", "CSAT"
    OWN = "own", "Own"


class SurveyState(models.TextChoices):
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    ARCHIVED = "archived", "Archived"


class Survey(models.Model):
    """`current` is the version that is asked; `draft` is text on its way to the next one."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    purpose = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=8, choices=SurveyKind, default=SurveyKind.OWN)
    state = models.CharField(max_length=8, choices=SurveyState, default=SurveyState.ACTIVE)
    current = models.ForeignKey(
        "SurveyVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    draft = models.TextField(blank=True)
    draft_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    draft_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SurveyVersion(models.Model):
    """Questions of a survey at one time; never changed once written."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField(help_text="See campaigns.surveys.definitions.")
    digest = models.CharField(max_length=64, help_text="Same definition, same version.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["survey", "-number"]
        constraints = [
            models.UniqueConstraint(name="survey_version_once", fields=["survey", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.survey} v{self.number}"


class InvitationQuerySet(models.QuerySet["SurveyInvitation"]):
    def standing(self) -> "InvitationQuerySet":
        """Not taken back, for people and accounts that are in the book."""
        return self.filter(
            withdrawn_at__isnull=True,
            contact__removed_at__isnull=True,
            account__removed_at__isnull=True,
        )

    def open(self, *, on: date) -> "InvitationQuerySet":
        """What may still be answered for the first time."""
        return self.standing().filter(response__isnull=True, closes_on__gte=on)


class SurveyInvitation(models.Model):
    """One contact asked on one occasion, in the version that was in force then.

    Its mail is the touch of `campaign` whose step is the occasion, or `touch`, the mail of a
    campaign with days of its own that carried the link.
    """

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="invitations")
    version = models.ForeignKey(SurveyVersion, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="survey_invitations"
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="survey_invitations"
    )
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    touch = models.OneToOneField(
        Touch, on_delete=models.SET_NULL, null=True, blank=True, related_name="survey_invitation"
    )
    occasion = models.CharField(
        max_length=60, help_text="What makes it this invitation and no other."
    )
    because = models.CharField(max_length=200, blank=True, help_text="Why they were asked.")
    session = models.ForeignKey(
        TrainingSession,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="survey_invitations",
    )
    asked_on = models.DateField(help_text="The day from which the mail may go out.")
    closes_on = models.DateField(help_text="The last day it can be answered.")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: by rule.",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="survey_invitation_once", fields=["contact", "survey", "occasion"]
            )
        ]
        indexes = [
            models.Index(name="survey_invitation_day", fields=["survey", "asked_on"]),
            models.Index(name="survey_invitation_recent", fields=["account", "asked_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.survey} to {self.contact}"


class SurveyResponse(models.Model):
    """What was answered, once for each invitation; what stood there before is kept in `earlier`.

    `stage` and `ta` are the account's when it was first answered.
    """

    invitation = models.OneToOneField(
        SurveyInvitation, on_delete=models.CASCADE, related_name="response"
    )
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="responses")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="survey_responses")
    answers = models.JSONField(default=dict)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    scale = models.PositiveSmallIntegerField(null=True, blank=True)
    comment = models.TextField(blank=True)
    wants_help = models.BooleanField("wants help", default=False)
    low = models.BooleanField(default=False, help_text="At or below the programme's threshold.")
    stage = models.CharField(max_length=12, blank=True)
    ta = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    answer_by = models.DateTimeField(
        null=True, blank=True, help_text="When they were told to expect an answer, if they were."
    )
    task = models.ForeignKey(
        Task, on_delete=models.SET_NULL, null=True, blank=True, related_name="survey_responses"
    )
    earlier = models.JSONField(default=list, blank=True)
    answered_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-answered_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="survey_score_on_its_scale",
                condition=Q(score__isnull=True, scale__isnull=True)
                | Q(score__isnull=False, scale__isnull=False),
            )
        ]
        indexes = [
            models.Index(name="survey_response_by_day", fields=["survey", "answered_at"]),
            models.Index(name="survey_response_recent", fields=["account", "answered_at"]),
        ]

    def __str__(self) -> str:
        score = f": {self.score} of {self.scale}" if self.score is not None else ""
        return f"{self.survey}{score}"
