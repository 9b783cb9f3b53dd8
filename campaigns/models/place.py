"""Where mails left from last: a copy of the database is somewhere else, or older."""

from django.db import models


class SendingPlace(models.Model):
    """One row: the identity of the database as its server or file system knows it."""

    identity = models.CharField(max_length=120)
    handed_over_at = models.DateTimeField(help_text="When mails were last handed over from here.")

    def __str__(self) -> str:
        return f"mails leave {self.identity}"
