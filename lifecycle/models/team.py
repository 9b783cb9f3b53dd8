"""Who looks after an account: the team last seen, and each time it changed."""

from django.conf import settings
from django.db import models

from accounts.models import Account, TeamRole


def _somebody(**more) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        **more,
    )


class TeamSeen(models.Model):
    """The holders for whom everything was done that a change of team brings; see work.team."""

    account = models.OneToOneField(
        Account, on_delete=models.CASCADE, primary_key=True, related_name="team_seen"
    )
    ta = _somebody(db_index=False)
    ae = _somebody(db_index=False)
    ce = _somebody(db_index=False)

    def __str__(self) -> str:
        return f"Team of account {self.account_id}"


class TeamChange(models.Model):
    """A role of an account that went to somebody else, with the tasks that went along."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="team_changes")
    role = models.CharField(max_length=12, choices=TeamRole)
    before = _somebody(help_text="Empty: the pool, or nobody.")
    after = _somebody(help_text="Empty: the pool, or nobody.")
    tasks = models.PositiveIntegerField(default=0, help_text="Open tasks that went along.")
    on = models.DateField()
    by = _somebody(help_text="Empty: it came with an import.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_role_display()} of {self.account}"
