"""The ledger of stage changes as CSV lines."""

from collections.abc import Iterator

from accounts.csv_lines import lines
from lifecycle.models import StageChange

STAGE_COLUMNS = ("account_id", "on", "from_stage", "to_stage", "rule", "actor")


def stages() -> Iterator[str]:
    """Every change of stage in order of account and time, header first."""
    rows = StageChange.objects.order_by("account__external_id", "on", "pk").values_list(
        "account__external_id", "on", "from_stage", "to_stage", "rule", "actor"
    )
    return lines(STAGE_COLUMNS, rows.iterator(5000))
