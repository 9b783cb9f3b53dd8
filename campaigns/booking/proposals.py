"""Proposes times to a contact by a mail from the team, each time a link that leads to its form."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.utils import timezone

from accounts import timeline
from accounts.models import Contact, EntryKind, User
from campaigns import links
from campaigns.booking import words
from campaigns.letters.plan import Letter, plan
from campaigns.letters.words import plain
from campaigns.models import CustomerMail, MeetingType


def propose(
    kind: MeetingType,
    contact: Contact,
    slots: Sequence[datetime],
    *,
    by: User,
    now: datetime,
    say: str = "",
) -> CustomerMail:
    """Asked again within a minute, it is the same mail; without slots all that are free are."""
    letter = Letter(
        key=f"proposal.{contact.pk}.{kind.pk}.{now:%Y%m%d%H%M}",
        kind=CustomerMail.Kind.BOOKING,
        subject=f"A time for our {kind.name.lower()}?",
        body=_body(kind, contact, slots, by, say),
        why=f"{by} would like to meet you.",
        signed_by=by,
        reply_to=by.email,
    )
    mail = plan(letter, to=contact, now=now)
    timeline.log(
        contact.account,
        EntryKind.BOOKING,
        f"{kind}: {_count(len(slots))} proposed to {contact}",
        on=timezone.localdate(now),
        now=now,
        by=by,
        contact=contact,
    )
    return mail


def _body(
    kind: MeetingType, contact: Contact, slots: Sequence[datetime], by: User, say: str
) -> str:
    zone = contact.time_zone or contact.account.time_zone or by.time_zone
    folder = f"{links.url_for(contact, links.BOOK)}{kind.slug}/"
    lines = [f"- [{words.at(at, zone)}]({folder}?{_at(at)})" for at in sorted(slots)]
    asked = "Would one of these times suit you? Each is free as I write."
    body = [
        f"Hello {plain(contact.first_name) or 'there'},",
        plain(say.strip()),
        f"I would like to talk with you: {plain(kind.name)}, {kind.minutes} minutes.",
        asked if lines else "Please choose a time that suits you.",
        "\n".join(lines),
        f"[{'All free times' if lines else 'Choose a time'}]({folder})",
    ]
    return "\n\n".join(part for part in body if part)


def _at(at: datetime) -> str:
    return urlencode({"at": f"{at:%Y-%m-%dT%H:%MZ}"})


def _count(times: int) -> str:
    return f"{times} time{'' if times == 1 else 's'}" if times else "all free times"
