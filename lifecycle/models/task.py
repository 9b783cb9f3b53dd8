"""A piece of work for one account: who does it, by when, and what was said and done about it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Absence, Account, TeamRole
from accounts.models.entry import Entry
from lifecycle.models.playbook import PlaybookRun


class TaskState(models.TextChoices):
    OPEN = "open", "Open"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self) -> "TaskQuerySet":
        """Work that is not finished, on accounts that are in the book."""
        return self.filter(state=TaskState.OPEN).exclude(account__in=Account.objects.removed())

    def waiting(self, *, on) -> "TaskQuerySet":
        """Open work that is not snoozed on the day."""
        return self.open().filter(Q(snoozed_until=None) | Q(snoozed_until__lte=on))


class Task(models.Model):
    """Made by a playbook's step, by another rule or by hand; `key` is what it is for.

    `owner` empty means that nobody holds the role: the work is seen and waits for a person.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="tasks")
    run = models.ForeignKey(
        PlaybookRun, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    key = models.CharField(
        max_length=100,
        blank=True,
        help_text="The step of its run, or what else it was made for, once per account.",
    )
    title = models.CharField(max_length=200)
    instructions = models.TextField(blank=True, help_text="Markdown.")
    checklist = models.JSONField(
        default=list, blank=True, help_text="Points to tick: text, and who ticked it when."
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="tasks",
    )
    owner_role = models.CharField(
        "role", max_length=12, choices=TeamRole, default=TeamRole.TECHNICAL_ADVISOR
    )
    because = models.CharField(
        max_length=200, blank=True, help_text="Why it is its owner's, in words."
    )
    instead_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="tasks_lent",
        db_index=False,
        help_text="Whose it would be, were they not away; it counts as their load too.",
    )
    absence = models.ForeignKey(
        Absence,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="tasks",
        db_index=False,
        help_text="With whose end it goes back, if it is still open.",
    )
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=TaskState, default=TaskState.OPEN)
    snoozed_until = models.DateField(
        null=True, blank=True, help_text="Out of sight until this day."
    )
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    outcome = models.CharField(max_length=200, blank=True, help_text="What came of it, in a line.")
    created_at = models.DateTimeField()

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        permissions = [("view_workload", "Can view the team's workload")]
        constraints = [
            models.UniqueConstraint(
                name="task_once_a_run", fields=["run", "key"], condition=Q(run__isnull=False)
            ),
            models.UniqueConstraint(
                name="task_once_an_account",
                fields=["account", "key"],
                condition=Q(run__isnull=True) & ~Q(key=""),
            ),
        ]
        indexes = [
            models.Index(
                # Down to the ids it gives an order; the rest spares counts the look at rows.
                name="task_open_by_owner",
                fields=["owner", "due_on", "id", "account", "snoozed_until"],
                condition=Q(state="open"),
            ),
            models.Index(
                name="task_open_instead_of",
                fields=["instead_of", "absence"],
                condition=Q(state="open", instead_of__isnull=False),
            ),
            models.Index(
                name="task_open_by_day",
                fields=["due_on", "id", "account", "snoozed_until"],
                condition=Q(state="open"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class TaskEntry(Entry):
    """What happened to a task, the newest first: comments, hands it went through, dates moved."""

    class Kind(models.TextChoices):
        ADDED = "added", "Added by hand"
        COMMENT = "comment", "Comment"
        REASSIGNED = "reassigned", "Reassigned"
        MOVED = "moved", "Due date moved"
        SNOOZED = "snoozed", "Snoozed"
        WOKEN = "woken", "Snooze ended"
        TICKED = "ticked", "Ticked off"
        DONE = "done", "Done"
        REOPENED = "reopened", "Opened again"
        DROPPED = "dropped", "Dropped"

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.COMMENT)

    class Meta(Entry.Meta):
        verbose_name_plural = "task entries"
