"""The cluster's signs of life, and who may do a job at the moment."""

from django.db import models


class Heartbeat(models.Model):
    """When a recurring job last began, last ended well, and what it did."""

    name = models.CharField(max_length=40, unique=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    error = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.name}, last at {self.ended_at}"


class Lease(models.Model):
    """Whoever holds it does the job; free again when it ran out."""

    name = models.CharField(max_length=40, unique=True)
    holder = models.CharField(max_length=80, blank=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} held by {self.holder or 'nobody'}"


class Silence(models.Model):
    """A time in which the job did not run, found when it ran again."""

    name = models.CharField(max_length=40)
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering = ["-until"]
        constraints = [models.UniqueConstraint(name="silence_once", fields=["name", "since"])]

    def __str__(self) -> str:
        return f"{self.name} silent from {self.since} to {self.until}"
