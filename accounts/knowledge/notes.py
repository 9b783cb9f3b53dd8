"""Writes the five areas: a new text is a new version, and “still true” renews its date."""

from datetime import date, datetime

from django.db import transaction

from accounts import timeline
from accounts.models import Account, Area, EntryKind, KnowledgeNote, KnowledgeVersion, User


def write(
    account: Account,
    area: str,
    text: str,
    *,
    after: int,
    by: User | None,
    on: date,
    now: datetime,
    owner: User | None = None,
) -> KnowledgeNote:
    """Keep the text as the version after `after`, the number the writer has seen.

    The same text again only renews its date and owner. Raises ValueError when somebody wrote
    meanwhile, or there is nothing to write.
    """
    text = text.strip().replace("\r\n", "\n")
    with transaction.atomic():
        note = _locked(account, area)
        if note.number != after:
            raise ValueError(
                f"Somebody wrote about {Area(area).label.lower()} meanwhile. "
                "Look at their text on the page, then put yours and theirs together here."
            )
        if not text and not note.text:
            raise ValueError("There is nothing to keep: write a sentence or two.")
        changed = text != note.text
        if changed:
            note.number, note.text = note.number + 1, text
            KnowledgeVersion.objects.create(
                note=note, number=note.number, text=text, author=by, created_at=now
            )
            _log(note, text, by=by, on=on, now=now)
        note.owner, note.reviewed_on, note.reviewed_by = owner, on, by
        note.save()
    return note


def _log(note: KnowledgeNote, text: str, *, by: User | None, on: date, now: datetime) -> None:
    word = "emptied" if not text else "written" if note.number == 1 else "written anew"
    title = f"{note.get_area_display()}: {word}"
    timeline.log(note.account, EntryKind.KNOWLEDGE, title, on=on, now=now, by=by, body=text)


def still_true(account: Account, area: str, *, by: User | None, on: date) -> bool:
    """Say that the text still holds; tell whether there is one."""
    notes = KnowledgeNote.objects.filter(account=account, area=area).exclude(text="")
    return bool(notes.update(reviewed_on=on, reviewed_by=by))


def _locked(account: Account, area: str) -> KnowledgeNote:
    if area not in Area.values:
        raise ValueError(f"“{area}” is no area; choose from {', '.join(Area.values)}.")
    KnowledgeNote.objects.get_or_create(account=account, area=area)
    return KnowledgeNote.objects.select_for_update().get(account=account, area=area)
