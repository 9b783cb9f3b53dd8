"""What we know of a customer in five areas, with every text that was ever written about it."""

from django.conf import settings
from django.db import models

from accounts.models.account import Account


class Area(models.TextChoices):
    ORGANISATION = "organisation", "Organisation"
    PEOPLE = "people", "People"
    PROCESSES = "processes", "Processes"
    TOOLING = "tooling", "Tooling"
    INFRASTRUCTURE = "infrastructure", "Infrastructure"


class KnowledgeNote(models.Model):
    """One area of one account; the newest version's text is kept here too, to be read at once."""

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="knowledge", db_index=False
    )
    area = models.CharField(max_length=14, choices=Area)
    text = models.TextField(blank=True, help_text="Markdown.")
    number = models.PositiveIntegerField("version", default=0)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who keeps it true.",
    )
    reviewed_on = models.DateField(
        null=True, blank=True, help_text="When somebody last wrote it or said it is still true."
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["account", "area"]
        constraints = [
            models.UniqueConstraint(name="knowledge_note_once", fields=["account", "area"])
        ]
        indexes = [models.Index(name="knowledge_age", fields=["account", "reviewed_on"])]

    def __str__(self) -> str:
        return f"{self.get_area_display()} of {self.account}"


class KnowledgeVersion(models.Model):
    """A text as it was written at one time; never changed."""

    note = models.ForeignKey(KnowledgeNote, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["note", "-number"]
        constraints = [
            models.UniqueConstraint(name="knowledge_version_once", fields=["note", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.note}, version {self.number}"


class KnowledgeGap(Account):
    """An account seen by what is not known of it, in a list of its own."""

    class Meta:
        proxy = True
        verbose_name = "knowledge gap"
