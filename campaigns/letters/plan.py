"""Plans single mails: each by its key once, and takes back those that became untrue."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accounts.models import Contact, User
from campaigns.carriers.message import Calendar
from campaigns.letters.words import visible
from campaigns.models import CustomerMail, Meeting, Status

OPEN_FOR = timedelta(days=3)
WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What to write; in `subject` and `body`, words that people typed go through `words.plain`.

    A paragraph of the body that is a link and nothing else becomes a button.
    """

    key: str
    kind: str
    subject: str
    body: str
    why: str
    signed_by: User | None = None
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    calendar: Calendar | None = None
    meeting: Meeting | None = None
    not_before: datetime | None = None
    closes_at: datetime | None = None


def plan(letter: Letter, *, to: Contact | User, now: datetime) -> CustomerMail:
    """The row of that key, made unless it is there; the heartbeat sends it within a minute or so.

    Inside the transaction of what it tells: both are recorded, or neither.
    """
    not_before = letter.not_before or now
    who = {"contact": to} if isinstance(to, Contact) else {"user": to}
    row = CustomerMail(
        **who,
        key=letter.key,
        kind=letter.kind,
        subject=_one_line(letter.subject)[:250],
        body=visible(letter.body),
        why=letter.why,
        signed_by=letter.signed_by,
        reply_to=letter.reply_to,
        headers=dict(letter.headers),
        calendar=letter.calendar.text if letter.calendar else "",
        calendar_method=letter.calendar.method if letter.calendar else "",
        meeting=letter.meeting,
        not_before=not_before,
        closes_at=letter.closes_at or not_before + OPEN_FOR,
        created_at=now,
    )
    CustomerMail.objects.bulk_create([row], ignore_conflicts=True)
    return CustomerMail.objects.get(key=letter.key)


def withdraw(keys: Iterable[str]) -> int:
    """Those still planned do not leave any more; how many that were."""
    planned = CustomerMail.objects.filter(key__in=list(keys), status=Status.PLANNED)
    return planned.update(status=Status.SKIPPED, reason=WITHDRAWN)


def _one_line(words: str) -> str:
    return " ".join(visible(words).split())
