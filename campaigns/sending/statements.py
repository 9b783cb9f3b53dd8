"""The statements of a wave, written out: building them anew takes longer than running them."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from django.db import connection

from accounts.models import Account, Contact, Suppression
from campaigns.models import Campaign, Status, Touch

_AMONG_JSON = "IN (SELECT value FROM json_each(%s))"
_TABLES = {
    "touch": Touch._meta.db_table,
    "account": Account._meta.db_table,
    "contact": Contact._meta.db_table,
    "campaign": Campaign._meta.db_table,
    "suppression": Suppression._meta.db_table,
}

# Subqueries instead of joins: a lock on joined rows would make senders wait for each other.
# Bounced and complained stand before opted out in the alphabet: the graver reason is found first.
_LOOK = """
SELECT t.id, t.attempts,
  (SELECT s.reason FROM {suppression} s WHERE s.address = t.address ORDER BY s.reason LIMIT 1),
  EXISTS (SELECT 1 FROM {account} a WHERE a.id = t.account_id AND a.removed_at IS NOT NULL)
    OR EXISTS (SELECT 1 FROM {contact} c WHERE c.id = t.contact_id AND c.removed_at IS NOT NULL),
  EXISTS (SELECT 1 FROM {account} a WHERE a.id = t.account_id AND a.campaigns_paused_until > %s),
  (SELECT g.state FROM {campaign} g WHERE g.id = t.campaign_id),
  t.closes_on < %s
FROM {touch} t WHERE t.status = %s AND t.id {among} ORDER BY t.id LIMIT %s {lock}
"""
_TAKE = """
UPDATE {touch} SET status = %s, lease_until = %s, attempts = attempts + 1 WHERE id {among}
"""
_SENT = """
UPDATE {touch} SET status = %s, sent_at = %s, transport = %s, error = '', lease_until = NULL,
  provider_id = {provider_id}
WHERE lease_until = %s AND status IN (%s, %s, %s) AND id {among}
"""


class Look(NamedTuple):
    """A planned row, locked, with its gates."""

    touch: int
    attempts: int
    silenced: str | None
    gone: bool
    account_rests: bool
    campaign_state: str
    late: bool


def look(touches: Sequence[int], size: int, *, on: date, closed_before: date) -> list[Look]:
    """Lock up to `size` of the rows that are still planned and that nobody else has locked."""
    days = [connection.ops.adapt_datefield_value(day) for day in (on, closed_before)]
    lock = "FOR NO KEY UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    sql = _written(_LOOK, connection.vendor, lock=lock)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*days, Status.PLANNED.value, _keys(touches), size])
        return [Look(*row) for row in cursor.fetchall()]


def take(touches: Sequence[int], *, lease_until: datetime) -> None:
    """Claim locked rows; the attempt counts before it is made, also if nobody lives to tell."""
    sql = _written(_TAKE, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, [Status.SENDING.value, _moment(lease_until), _keys(touches)])


def sent(
    touches: Sequence[int],
    provider_ids: dict[int, str],
    *,
    own_id: tuple[str, str],
    transport: str,
    lease: datetime,
    now: datetime,
) -> int:
    """Mark rows of this lease as sent; without a provider's id, with the start and end of ours."""
    ours = "%s || id || '.' || attempts || %s"
    cases = "".join(" WHEN %s THEN %s" for _ in provider_ids)
    provider_id = f"CASE id{cases} ELSE {ours} END" if cases else ours
    sql = _written(_SENT, connection.vendor, provider_id=provider_id)
    values = [Status.SENT.value, _moment(now), transport]
    values += [value for pair in provider_ids.items() for value in pair]
    # Sent already, when the provider's own word of it was faster than we are.
    before = (Status.SENDING.value, Status.UNCERTAIN.value, Status.SENT.value)
    values += [*own_id, _moment(lease), *before]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, _keys(touches)])
        return cursor.rowcount


@cache
def _written(sql: str, vendor: str, **parts: str) -> str:
    """All keys in one parameter, so that the text stays the same and is taken apart only once."""
    among = "= ANY(%s::bigint[])" if vendor == "postgresql" else _AMONG_JSON
    return " ".join(sql.format(among=among, **_TABLES, **parts).split())


def _keys(touches: Sequence[int]) -> list[int] | str:
    return list(touches) if connection.vendor == "postgresql" else json.dumps(list(touches))


def _moment(moment: datetime) -> str | datetime:
    return connection.ops.adapt_datetimefield_value(moment)
