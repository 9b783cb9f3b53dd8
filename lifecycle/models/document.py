"""Templates of the deliverables library, and the documents written from them."""

from django.conf import settings
from django.db import models

from accounts.models import Account
from lifecycle.models.task import Task


class DocumentTemplate(models.Model):
    """One version of a template; the highest number of a slug is the one new documents use."""

    slug = models.SlugField(max_length=40)
    number = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=80)
    body = models.TextField(help_text="Markdown with {{ variables }} filled in from what is known.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["slug", "-number"]
        constraints = [
            models.UniqueConstraint(name="document_template_once", fields=["slug", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"


class Document(models.Model):
    """What a person wrote for an account; every saving keeps the text before it as a version."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="documents")
    template = models.ForeignKey(
        DocumentTemplate, on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    task = models.ForeignKey(
        Task, on_delete=models.SET_NULL, null=True, blank=True, related_name="documents"
    )
    title = models.CharField(max_length=120)
    body = models.TextField(blank=True, help_text="Markdown.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class DocumentVersion(models.Model):
    """The text of a document at one time; never changed once written."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.TextField(blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["document", "-number"]
        constraints = [
            models.UniqueConstraint(name="document_version_once", fields=["document", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.document} v{self.number}"
