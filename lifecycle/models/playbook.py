"""A playbook, its versions, and each time it was run for an account."""

from django.conf import settings
from django.db import models

from accounts.models import Account


class PlaybookState(models.TextChoices):
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    ARCHIVED = "archived", "Archived"


class Playbook(models.Model):
    """`current` is the version that new runs are made from; a run keeps the one it began with."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    purpose = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=PlaybookState, default=PlaybookState.ACTIVE)
    current = models.ForeignKey(
        "PlaybookVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PlaybookVersion(models.Model):
    """Trigger and steps of a playbook at one time; never changed once written."""

    playbook = models.ForeignKey(Playbook, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField(help_text="See lifecycle.playbooks.definitions.")
    digest = models.CharField(max_length=64, help_text="Same definition, same version.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["playbook", "-number"]
        constraints = [
            models.UniqueConstraint(name="playbook_version_once", fields=["playbook", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.playbook} v{self.number}"


class PlaybookRun(models.Model):
    """One occurrence of a playbook for an account; the key is what keeps it from opening twice."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="playbook_runs", db_index=False
    )
    playbook = models.ForeignKey(Playbook, on_delete=models.PROTECT, related_name="runs")
    version = models.ForeignKey(PlaybookVersion, on_delete=models.PROTECT, related_name="runs")
    relationship = models.PositiveSmallIntegerField()
    occurrence = models.CharField(
        max_length=60,
        help_text="What makes it this run and no other: an ordinal, a date, a feature, a month.",
    )
    due_on = models.DateField(help_text="The day the occurrence fell on.")
    opened_on = models.DateField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: by rule.",
    )
    because = models.CharField(max_length=200, blank=True, help_text="Why it opened, in words.")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    closed_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="playbook_run_once",
                fields=["account", "playbook", "relationship", "occurrence"],
            )
        ]
        indexes = [
            models.Index(name="playbook_run_recent", fields=["account", "due_on"]),
            models.Index(name="playbook_run_by_state", fields=["playbook", "state"]),
        ]

    def __str__(self) -> str:
        return f"{self.playbook}: {self.account}"
