"""The statements of a wave, written out: building them anew takes longer than running them."""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from django.db import connection

from accounts.models import Account, Contact, Suppression, SuppressionReason
from campaigns.eligibility import (
    MEETING_BOOKED,
    MISSED,
    NO_RECIPIENT,
    OPTED_OUT,
    PAUSED,
    TOPIC,
    UNDELIVERABLE,
)
from campaigns.models import Campaign, CampaignState, Meeting, MeetingState, Status, Touch
from campaigns.sending import early

LEAVES, STAYS = "", "stays"

# The gates of C8, in the order in which they are told. Subqueries instead of joins: a lock on
# joined rows would make senders wait for each other. What keeps everything away stands before what
# keeps a topic away; bounced and complained before opted out, as in the alphabet: so that the
# graver reason is found first. Which topic it is about is only asked for silenced addresses.
_GATES = f"""
CASE COALESCE(
  (SELECT CASE s.topic WHEN '' THEN s.reason ELSE '{TOPIC}' END
    FROM {{suppression}} s WHERE s.address = t.address AND (
      s.topic = '' OR s.topic = (SELECT g.topic FROM {{campaign}} g WHERE g.id = t.campaign_id)
    ) ORDER BY s.topic <> '', s.reason LIMIT 1),
  ''
)
  WHEN '' THEN CASE
    WHEN EXISTS (
      SELECT 1 FROM {{contact}} c JOIN {{account}} a ON a.id = c.account_id
      WHERE c.id = t.contact_id AND (c.removed_at IS NOT NULL OR a.removed_at IS NOT NULL)
    ) THEN '{NO_RECIPIENT}'
    WHEN EXISTS (
      SELECT 1 FROM {{campaign}} g
      WHERE g.id = t.campaign_id AND g.state = '{CampaignState.ARCHIVED.value}'
    ) THEN '{PAUSED}'
    WHEN EXISTS (
      SELECT 1 FROM {{meeting}} m
      WHERE m.contact_id = t.contact_id AND m.offered_by_id = t.campaign_id
        AND m.state = '{MeetingState.BOOKED.value}' AND m.ends_at >= %s
    ) THEN '{MEETING_BOOKED}'
    WHEN t.closes_on < %s THEN '{MISSED}'
    WHEN t.held_at IS NOT NULL THEN '{STAYS}'
    WHEN EXISTS (
      SELECT 1 FROM {{campaign}} g
      WHERE g.id = t.campaign_id AND g.state <> '{CampaignState.ACTIVE.value}'
    ) OR EXISTS (
      SELECT 1 FROM {{account}} a WHERE a.id = t.account_id AND a.campaigns_paused_until > %s
    ) THEN '{STAYS}'
    ELSE '{LEAVES}'
  END
  WHEN '{SuppressionReason.OPTED_OUT.value}' THEN '{OPTED_OUT}'
  WHEN '{TOPIC}' THEN '{TOPIC}'
  ELSE '{UNDELIVERABLE}'
END
"""
# Asked for in a way that the index of what is planned does not answer: a database with old
# statistics would read all of that index to find these few rows.
_LOOK = f"""
SELECT t.id, t.attempts, {_GATES} AS verdict
FROM {{touch}} t WHERE t.status IN ('{Status.PLANNED.value}', '') AND t.id {{among}}
ORDER BY t.id LIMIT %s {{lock}}
"""
# The attempt counts before it is made, also if nobody lives to tell.
_CLAIM = f"""
UPDATE {{touch}} SET status = '{Status.SENDING.value}', lease_until = %s, attempts = attempts + 1
WHERE id {{among}}
"""
_SKIP = f"UPDATE {{touch}} SET status = '{Status.SKIPPED.value}', reason = %s WHERE id {{among}}"
# Sent already, when the provider's own word of it was faster than we are.
_SENT = f"""
UPDATE {{touch}} SET status = '{Status.SENT.value}', sent_at = %s, transport = %s, error = '',
  lease_until = NULL, provider_id = {{provider_id}}
WHERE lease_until = %s AND id {{among}} AND status IN
  ('{Status.SENDING.value}', '{Status.UNCERTAIN.value}', '{Status.SENT.value}')
"""
# Where a statement costs a journey to a server, all of a wave travels together.
_AT_ONCE = f"""
WITH sent AS ({_SENT} RETURNING 1),
seen AS MATERIALIZED ({_LOOK}),
moved AS (
  UPDATE {{touch}} SET
    status = CASE seen.verdict
      WHEN '{LEAVES}' THEN '{Status.SENDING.value}' ELSE '{Status.SKIPPED.value}' END,
    reason = CASE seen.verdict WHEN '{LEAVES}' THEN {{touch}}.reason ELSE seen.verdict END,
    lease_until = CASE seen.verdict WHEN '{LEAVES}' THEN %s ELSE {{touch}}.lease_until END,
    attempts = {{touch}}.attempts + CASE seen.verdict WHEN '{LEAVES}' THEN 1 ELSE 0 END
  FROM seen WHERE {{touch}}.id = seen.id AND seen.verdict <> '{STAYS}'
)
SELECT marked.count, seen.id, seen.attempts, seen.verdict
FROM (SELECT count(*) FROM sent) AS marked LEFT JOIN seen ON true
"""
_TABLES = {
    "touch": Touch._meta.db_table,
    "account": Account._meta.db_table,
    "contact": Contact._meta.db_table,
    "campaign": Campaign._meta.db_table,
    "meeting": Meeting._meta.db_table,
    "suppression": Suppression._meta.db_table,
}


class Seen(NamedTuple):
    """A planned row that could be locked; the verdict is a reason to skip it, or one of two."""

    touch: int
    attempts: int
    verdict: str


class Accepted(NamedTuple):
    """Rows of one lease whose mails were taken, each with the provider's id or an empty one."""

    ids: dict[int, str]
    own_id: tuple[str, str]
    transport: str
    lease: datetime
    now: datetime


class Wanted(NamedTuple):
    """Rows to claim, as many as `size` in the order of their keys, and what the gates go by."""

    touches: Sequence[int]
    size: int
    on: date
    closed_before: date
    lease_until: datetime


def at_once() -> bool:
    """Whether one statement does it all, on its way while the caller does something else."""
    return connection.vendor == "postgresql"


def begin(accepted: Accepted, wanted: Wanted) -> Callable[[], tuple[int, list[Seen]]]:
    """Mark what was taken and claim what may leave, all or nothing, in a statement of its own.

    What this returns gives the number marked and the rows seen; until it was called, nothing
    else may ask the database.
    """
    sql = _written(_AT_ONCE, provider_id=_provider_id(accepted))
    values = [*_of_accepted(accepted), *_of_wanted(wanted), wanted.lease_until]
    answer = early.send(sql, values)

    def finish() -> tuple[int, list[Seen]]:
        rows = answer()
        seen = [Seen(int(row[1]), int(row[2]), row[3]) for row in rows if row[1] is not None]
        return int(rows[0][0]), seen

    return finish


def exchange(accepted: Accepted, wanted: Wanted) -> tuple[int, list[Seen]]:
    """The same in steps, inside the caller's transaction."""
    return sent(accepted), _claim(wanted)


def sent(accepted: Accepted) -> int:
    """Mark rows as sent; those whose lease is another's by now stay as they are."""
    if not accepted.ids:
        return 0
    with connection.cursor() as cursor:
        sql = _written(_SENT, provider_id=_provider_id(accepted))
        cursor.execute(sql, _of_accepted(accepted))
        return cursor.rowcount


def _claim(wanted: Wanted) -> list[Seen]:
    if not wanted.touches:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_written(_LOOK), _of_wanted(wanted))
        rows = [Seen(*row) for row in cursor.fetchall()]
        for verdict in {row.verdict for row in rows} - {STAYS}:
            keys = _keys([row.touch for row in rows if row.verdict == verdict])
            if verdict == LEAVES:
                cursor.execute(_written(_CLAIM), [_moment(wanted.lease_until), keys])
            else:
                cursor.execute(_written(_SKIP), [verdict, keys])
    return rows


def _of_accepted(accepted: Accepted) -> list[Any]:
    named = [value for pair in _named(accepted).items() for value in pair]
    begin = [_moment(accepted.now), accepted.transport, *named, *accepted.own_id]
    return [*begin, _moment(accepted.lease), _keys(list(accepted.ids))]


def _of_wanted(wanted: Wanted) -> list[Any]:
    asked = (wanted.on, wanted.closed_before, wanted.on)
    days = [connection.ops.adapt_datefield_value(day) for day in asked]
    return [*days, _keys(wanted.touches), wanted.size]


def _provider_id(accepted: Accepted) -> str:
    """The id that the provider gave, or the Message-ID that we did."""
    ours = "CAST(%s AS text) || id || '.' || attempts || CAST(%s AS text)"
    cases = "".join(" WHEN %s THEN CAST(%s AS text)" for _ in _named(accepted))
    return f"CASE id{cases} ELSE {ours} END" if cases else ours


def _named(accepted: Accepted) -> dict[int, str]:
    return {touch: given for touch, given in accepted.ids.items() if given}


def _written(sql: str, **parts: str) -> str:
    return _written_for(connection.vendor, sql, **parts)


@cache
def _written_for(vendor: str, sql: str, **parts: str) -> str:
    """All keys in one parameter, so that the text stays the same and is taken apart only once."""
    if vendor == "postgresql":
        parts |= {"among": "= ANY(%s::bigint[])", "lock": "FOR NO KEY UPDATE SKIP LOCKED"}
    else:
        parts |= {"among": "IN (SELECT value FROM json_each(%s))", "lock": ""}
    return " ".join(sql.format(**_TABLES, **parts).split())


def _keys(touches: Sequence[int]) -> list[int] | str:
    return list(touches) if connection.vendor == "postgresql" else json.dumps(list(touches))


def _moment(moment: datetime) -> str | datetime:
    return connection.ops.adapt_datetimefield_value(moment)
