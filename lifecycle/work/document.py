"""What can be done with a document; every saving keeps the text before it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts import timeline
from accounts.models import Account, EntryKind, User
from lifecycle.models import Document, DocumentTemplate, DocumentVersion, Task
from lifecycle.playbooks import definitions
from lifecycle.work import values
from lifecycle.work.fill import fill


def latest(slug: str) -> DocumentTemplate | None:
    """The version of the template that new documents are written from."""
    return DocumentTemplate.objects.filter(slug=slug).order_by("-number").first()


def template_of(task: Task) -> DocumentTemplate | None:
    """The template that the task's step asks for, as its run's version has it."""
    if task.run is None:
        return None
    rules = definitions.read(task.run.playbook.slug, task.run.version.definition)
    steps = next(iter(rules.values())).steps
    slug = next((step.document for step in steps if step.key == task.key), "")
    return latest(slug) if slug else None


@transaction.atomic
def write(
    account: Account,
    template: DocumentTemplate,
    *,
    by: User | None,
    now: datetime,
    task: Task | None = None,
) -> Document:
    """Begin a document with what is known filled in; raises ValueError for another's task."""
    if task and task.account_id != account.pk:
        raise ValueError(f"The task “{task}” is not {account}'s.")
    on = timezone.localdate(now)
    document = Document.objects.create(
        account=account,
        template=template,
        task=task,
        title=f"{template.name}, {on:%Y-%m-%d}",
        body=fill(template.body, values.read(account, by=by, on=on)),
        author=by,
        created_at=now,
        changed_at=now,
    )
    _told(document, "begun", by=by, now=now)
    return document


@transaction.atomic
def save(
    document: Document, body: str, *, by: User, now: datetime, seen_at: datetime | None = None
) -> bool:
    """Keep the text before as a version and put this one in its place; tell whether it differs.

    With `seen_at`, the moment of the text that was edited, somebody else's saving in between is
    not written over: raises ValueError, as it does for an archived document.
    """
    locked = Document.objects.select_for_update().get(pk=document.pk)
    if locked.archived_at:
        raise ValueError("The document is archived.")
    if seen_at and locked.changed_at != seen_at:
        raise ValueError(f"{locked.author or 'Somebody'} saved the document meanwhile.")
    if locked.body == body:
        return False
    DocumentVersion.objects.create(
        document=locked,
        number=locked.versions.count() + 1,
        body=locked.body,
        author=locked.author,
        created_at=locked.changed_at,
    )
    document.body, document.author, document.changed_at = body, by, now
    document.save(update_fields=["body", "author", "changed_at"])
    return True


@transaction.atomic
def archive(document: Document, *, by: User, now: datetime) -> bool:
    """Put it away; it can still be read. Tells whether it was not yet."""
    open_ = Document.objects.filter(pk=document.pk, archived_at=None)
    if not open_.update(archived_at=now):
        return False
    document.refresh_from_db()
    _told(document, "archived", by=by, now=now)
    return True


def _told(document: Document, word: str, *, by: User | None, now: datetime) -> None:
    timeline.log(
        document.account,
        EntryKind.NOTE,
        f"Document “{document.title}” {word}",
        on=timezone.localdate(now),
        now=now,
        by=by,
    )
