"""A saved question about the book, and the campaigns that people let go to who it finds."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import Account, Contact
from campaigns.models.campaign import Campaign


class Segment(models.Model):
    """`query` is what its filter was asked, by field; who belongs to it is found anew each time."""

    name = models.CharField(max_length=80, unique=True)
    query = models.JSONField(default=dict)
    roles = models.JSONField(
        default=list, help_text="Which people of those accounts; empty means nobody."
    )
    shared = models.BooleanField(
        default=True, help_text="Everybody may use it, not only its owner."
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Release(models.Model):
    """A campaign let go to the people of a segment, who are kept as they were found."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="releases")
    segment = models.ForeignKey(
        Segment, on_delete=models.SET_NULL, null=True, blank=True, related_name="releases"
    )
    words = models.TextField(help_text="What the segment asked, in words, when it was frozen.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    recalled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.campaign}, {date_format(timezone.localtime(self.created_at))}"


class ReleaseMember(models.Model):
    """Somebody the release is for; `out_on` is the day their part of it was let go."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="members")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField(help_text="In the order of letting go, by chance.")
    out_on = models.DateField(null=True, blank=True)
    out_at = models.DateTimeField(
        null=True, blank=True, help_text="From then on it can be taken back for a while."
    )
    out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["release", "place"]
        constraints = [
            models.UniqueConstraint(name="release_member_once", fields=["release", "contact"])
        ]
        indexes = [
            models.Index(
                name="release_member_out", fields=["account", "out_on"], condition=~Q(out_on=None)
            ),
            models.Index(name="release_member_lately", fields=["out_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.contact} of {self.release}"
