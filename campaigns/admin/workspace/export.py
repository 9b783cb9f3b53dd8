"""The chosen accounts as CSV lines, as the list shows them."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet

from accounts.csv_lines import lines
from accounts.models import Account

COLUMNS = (
    "account_id",
    "name",
    "programme",
    "tier",
    "stage",
    "stage_since",
    "rule",
    "health",
    "score",
    "utilization",
    "usage",
    "seats",
    "renewal_on",
    "days_to_renewal",
    "ta_email",
    "ae_email",
    "ce_email",
)
_FIELDS = (
    "external_id",
    "name",
    "programme__slug",
    "tier",
    "state__stage",
    "state__stage_since",
    "state__rule",
    "state__confirmed_band",
    "state__score",
    "state__utilization",
    "state__usage",
    "state__seats",
    "state__renewal_on",
    "ta__email",
    "ae__email",
    "ce__email",
)
_SCORE, _RENEWAL = _FIELDS.index("state__score"), _FIELDS.index("state__renewal_on")


def accounts(queryset: QuerySet[Account], *, on: date) -> Iterator[str]:
    rows = queryset.values_list(*_FIELDS).iterator(2000)
    return lines(COLUMNS, (_row(row, on) for row in rows))


def _row(row: tuple, on: date) -> tuple:
    score, renewal = row[_SCORE], row[_RENEWAL]
    points = None if score is None else f"{score // 100}.{score % 100:02d}"
    days = (renewal - on).days if renewal else None
    return (*row[:_SCORE], points, *row[_SCORE + 1 : _RENEWAL + 1], days, *row[_RENEWAL + 1 :])
