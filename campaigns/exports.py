"""The ledger of touches as CSV lines."""

from collections.abc import Iterator

from accounts.csv_lines import lines
from campaigns.models import Status, Touch

TOUCH_COLUMNS = (
    "account_id",
    "email",
    "campaign",
    "step",
    "variant",
    "due_on",
    "status",
    "reason",
    "sent_on",
    "transport",
)


def touches(*, status: str | None = None) -> Iterator[str]:
    """Every touch, or those in a status, in order of account and due date, header first."""
    found = Touch.objects.order_by(
        "account__external_id", "due_on", "campaign__slug", "step", "address"
    )
    if status:
        found = found.filter(status=status)
    rows = found.values_list(
        "account__external_id",
        "address",
        "campaign__slug",
        "step",
        "variant",
        "due_on",
        "status",
        "reason",
        "decided_on",
        "transport",
    )
    return lines(TOUCH_COLUMNS, (_row(row) for row in rows.iterator(5000)))


def _row(row: tuple) -> tuple:
    """`decided_on` is the sent_on of those that were sent, and nobody else's business."""
    sent_on = row[8] if row[6] == Status.SENT else None
    return (*row[:8], sent_on, row[9])
