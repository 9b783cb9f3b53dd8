"""The texts of a document or template through time, and what differs between two of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.http import QueryDict

from accounts.models import User
from lifecycle.models import Document, DocumentTemplate
from lifecycle.work import difference


class Text(NamedTuple):
    """One version; `created_at` is when it was saved."""

    number: int
    body: str
    author: User | None
    created_at: datetime
    pk: int | None = None


def of_document(document: Document) -> list[Text]:
    """The newest first; the newest is what the document says now."""
    before = [
        Text(found.number, found.body, found.author, found.created_at, found.pk)
        for found in document.versions.select_related("author")
    ]
    number = before[0].number + 1 if before else 1
    return [Text(number, document.body, document.author, document.changed_at), *before]


def of_template(slug: str) -> list[Text]:
    found = DocumentTemplate.objects.filter(slug=slug).select_related("author").order_by("-number")
    return [Text(row.number, row.body, row.author, row.created_at, row.pk) for row in found]


def between(texts: Sequence[Text], asked: QueryDict) -> dict[str, Any]:
    """What changed from one to another; unless asked otherwise, with the newest."""
    found = {text.number: text for text in texts}
    after = found.get(_number(asked.get("to"), max(found, default=0)))
    before = found.get(_number(asked.get("from"), (after.number if after else 1) - 1))
    rows = difference.rows(before.body if before else "", after.body if after else "")
    return {"versions": list(texts), "before": before, "after": after, "rows": rows}


def _number(asked: str | None, otherwise: int) -> int:
    return int(asked) if asked and asked.isdigit() else otherwise
