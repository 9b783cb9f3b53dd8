"""Counts how often something was tried in a span of time, together with all other processes."""

from datetime import UTC, datetime, timedelta

from django.db import connection

from campaigns.models import PublicPost

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# One statement, so that two posts at once are two.
_COUNT = """
INSERT INTO {table} (key, begins_at, number) VALUES (%s, %s, 1)
ON CONFLICT (key, begins_at) DO UPDATE SET number = {table}.number + 1
RETURNING number
"""


def count(key: str, span: timedelta, *, now: datetime) -> int:
    """Count one more in the span that `now` falls into; how many there are."""
    begins_at = now - (now - _EPOCH) % span
    table = connection.ops.quote_name(PublicPost._meta.db_table)
    field = PublicPost._meta.get_field("begins_at")
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT.format(table=table), [key, field.get_db_prep_value(begins_at, connection)]
        )
        return cursor.fetchone()[0]


def forget(*, before: datetime) -> int:
    """Remove counts of spans that are over; how many."""
    return PublicPost.objects.filter(begins_at__lt=before).delete()[0]
