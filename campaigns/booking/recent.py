"""Offers worked out a moment ago, and pages made of them; who books is checked anew.

Meetings count at once: what was booked, moved or called off since makes an offer stale. Hours,
absences, calendars elsewhere, the type itself and whom one would meet are read again after half a
minute. Pages are the same for everybody the offer is made to: nothing of a visitor is kept.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection

from accounts.models import Contact
from campaigns.booking import offers
from campaigns.booking.offers import Offer
from campaigns.models import Meeting, MeetingHost, MeetingState, MeetingType

AGE = timedelta(seconds=30)
_MOST, _MOST_PAGES = 200, 50
# By hand, because Django takes longer to write such a statement than a database to answer it.
_MEETINGS = """
SELECT count(*), max(seat.id), sum(meeting.sequence),
    (SELECT count(*) FROM {meetings} own
     WHERE own.contact_id = %s AND own.state = %s AND own.ends_at > %s)
FROM {seats} seat JOIN {meetings} meeting ON meeting.id = seat.meeting_id
WHERE seat.live AND seat.ends_at > %s AND seat.user_id IN ({users})
"""


class Page(NamedTuple):
    """A page as everybody gets it, but for what stands between: what only its visitor is told."""

    before: bytes
    after: bytes


@dataclass(frozen=True)
class Kept:
    """An offer as it stood `at` a moment, with the pages that were made of it."""

    at: datetime
    meetings: tuple[object, ...]
    offer: Offer
    _pages: dict[object, Page] = field(default_factory=dict, repr=False)

    def page(self, key: object, make: Callable[[], Page]) -> Page:
        """The page by what it depends on beside the offer; nothing of a visitor may be in it."""
        found = self._pages.get(key)
        if found is None:
            if len(self._pages) >= _MOST_PAGES:
                self._pages.clear()
            found = self._pages[key] = make()
        return found


class Found(NamedTuple):
    """`coming` says how many meetings of any type the contact has booked."""

    kept: Kept
    coming: int


_kept: dict[tuple[object, ...], Kept] = {}


def find(slug: str, contact: Contact, *, now: datetime) -> Found | None:
    """What the type of meeting offers to the contact; None when there is no such type to book."""
    account = contact.account
    key = (slug, account.ta_id, account.ae_id, account.programme_id)
    known = _kept.get(key)
    if known and known.at <= now < known.at + AGE:
        meetings, coming = _asked(known.offer.teams.users, contact, since=known.at, now=now)
        if meetings == known.meetings:
            return Found(known, coming)
    kind = MeetingType.objects.filter(slug=slug, active=True).select_related("pool").first()
    if kind is None:
        return None
    found = offers.offer(kind, account, now=now)
    # Read after the offer: a meeting booked between the two is missed for half a minute at most.
    meetings, coming = _asked(found.teams.users, contact, since=now, now=now)
    if len(_kept) >= _MOST:
        _kept.clear()
    _kept[key] = Kept(now, meetings, found)
    return Found(_kept[key], coming)


def forget() -> None:
    _kept.clear()


def _asked(
    users: Collection[int], contact: Contact, *, since: datetime, now: datetime
) -> tuple[tuple[object, ...], int]:
    """Of the hosts' meetings another answer after each booking, move and cancellation."""
    statement = _MEETINGS.format(
        seats=connection.ops.quote_name(MeetingHost._meta.db_table),
        meetings=connection.ops.quote_name(Meeting._meta.db_table),
        users=", ".join(["%s"] * len(users)) or "NULL",
    )
    as_stored = Meeting._meta.get_field("ends_at").get_db_prep_value
    moments = [as_stored(moment, connection) for moment in (now, since)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [contact.pk, MeetingState.BOOKED, *moments, *users])
        *meetings, coming = cursor.fetchone()
    return tuple(meetings), coming
