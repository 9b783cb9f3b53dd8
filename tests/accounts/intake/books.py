"""Small portfolios for tests: write only the cells that matter, the others are plain."""

import csv
import io
from pathlib import Path

from accounts.intake.sheets import Vocabulary
from accounts.models import ROLES, Hosting, Product, Signal

WORDS = Vocabulary(
    programs=frozenset({"digital", "scaled"}),
    zones=frozenset({"UTC", "Europe/Berlin"}),
    roles=ROLES,
    products=tuple(Product.values),
    hostings=tuple(Hosting.values),
    code_intel=tuple(Signal.CodeIntel.values),
    sentiments=tuple(Signal.Sentiment.values),
)

ACCOUNT = {
    "account_id": "a-1",
    "name": "Acme",
    "program": "digital",
    "tier": "",
    "developers": "10",
    "hosting": "cloud",
    "products": "code_search;cody",
    "seats": "5",
    "arr": "3540.50",
    "contract_start": "2024-01-01",
    "contract_end": "2025-01-01",
    "signed_on": "",
    "churned_on": "",
    "ta_email": "ta@vendor.example",
    "ae_email": "",
    "ce_email": "",
    "time_zone": "UTC",
    "kind": "",
}
CONTACT = {
    "account_id": "a-1",
    "email": "ada@acme.example",
    "first_name": "Ada",
    "last_name": "Li",
    "title": "",
    "time_zone": "",
    "opted_out": "",
    "roles": "champion",
}
PING = {"account_id": "a-1", "date": "2024-02-01", "dau": "2", "mau": "4"}
FEATURE = {"account_id": "a-1", "feature": "batch_changes", "first_used_on": "2024-02-03"}
SIGNAL = {
    "account_id": "a-1",
    "date": "2024-03-01",
    "defect_tickets_90d": "1",
    "help_tickets_90d": "",
    "versions_behind": "0",
    "precise_code_intel": "active",
    "ta_sentiment": "",
    "last_activity_on": "2024-02-20",
}
PLAIN = {
    "accounts": ACCOUNT,
    "contacts": CONTACT,
    "usage": PING,
    "features": FEATURE,
    "signals": SIGNAL,
}


def sheet(name: str, *rows: dict[str, str]) -> str:
    """The text of a file; each row says what is different from the plain one."""
    columns = list(dict.fromkeys([*PLAIN[name], *(column for row in rows for column in row)]))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({**PLAIN[name], **row} for row in rows)
    return text.getvalue()


def book(folder: Path, **files: list[dict[str, str]] | str | bytes) -> Path:
    """Write a portfolio of one plain row a file, but for the files that are given.

    A file is given as rows, as text or as bytes; None leaves it out.
    """
    folder.mkdir(exist_ok=True)
    for name in PLAIN:
        given = files.get(name, [{}])
        if given is None:
            continue
        text = sheet(name, *given) if isinstance(given, list) else given
        data = text if isinstance(text, bytes) else text.encode()
        (folder / f"{name}.csv").write_bytes(data)
    return folder
