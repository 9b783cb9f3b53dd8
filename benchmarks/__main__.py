"""Measures the portal beside its yardsticks and writes docs/performance.md.

make bench                      everything, about half an hour
make bench ARGS="sweep intake"  some of it, printed only
make bench ARGS="million"       a book of a million accounts, printed only
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from datetime import date
from pathlib import Path

PARTS = {
    "sweep": [
        ["benchmarks.sweep", "--database", "sqlite"],
        ["benchmarks.sweep", "--database", "postgresql"],
    ],
    "send": [["benchmarks.send"]],
    "intake": [
        ["benchmarks.intake", "--database", "sqlite"],
        ["benchmarks.intake", "--database", "postgresql"],
    ],
    "pages": [["benchmarks.pages"]],
    "booking": [
        ["benchmarks.booking", "--database", "sqlite"],
        ["benchmarks.booking", "--database", "postgresql"],
        ["benchmarks.booking_page"],
    ],
    "million": [
        ["benchmarks.sweep", "--database", "sqlite", "--accounts", "1000000", "--runs", "1"],
        ["benchmarks.sweep", "--database", "postgresql", "--accounts", "1000000", "--runs", "1"],
    ],
}
EVERYTHING = ("sweep", "send", "intake", "pages", "booking")
PAGE = Path(__file__).parent.parent / "docs" / "performance.md"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="all but million")
    chosen = parser.parse_args().parts
    rows = []
    for part in chosen or EVERYTHING:
        for command in PARTS[part]:
            rows += _run(command)
    table = _table(rows)
    print(table)
    if not chosen:
        PAGE.write_text(_page(table), encoding="utf-8")
        print(f"Written to {PAGE}")
    if any(row["holds"] is False for row in rows):
        sys.exit("A target does not hold.")


def _run(command: list[str]) -> list[dict]:
    """The lines a benchmark printed; whatever else it says goes to the terminal."""
    print(" ".join(command), file=sys.stderr)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "cs_portal.settings"}
    done = subprocess.run(
        [sys.executable, "-m", *command], stdout=subprocess.PIPE, text=True, env=environment
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed.")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def _table(rows: list[dict]) -> str:
    lines = ["| what | measured | target | holds |", "|---|---|---|---|"]
    for row in rows:
        holds = {True: "yes", False: "**no**", None: ""}[row["holds"]]
        value = f"{row['value']:,}" if isinstance(row["value"], int) else row["value"]
        lines.append(f"| {row['name']} | {value} {row['unit']} | {row['target']} | {holds} |")
    return "\n".join(lines)


def _page(table: str) -> str:
    return f"""# Performance

Speed is told as a ratio to a yardstick measured in the same run on the same machine; the absolute
figures only show the order of size. `make bench` measures again and rewrites this page.

Measured on {date.today()}: {os.cpu_count()} cores, {platform.machine()}, {platform.system()}
{platform.release()}, Python {platform.python_version()}.

{table}

## What is measured

- **Day**: a whole decided day (stage, health with evidence, touches that fall due, ledger) for a
  book with four weeks of pings in the database, against fetching and saving each account's state
  one by one, with a history row for the 2 % that change. On PostgreSQL two processes share the
  work, as they would on two machines; SQLite has one writer. *With the team's work* it opens
  alerts, playbooks, renewals, opportunities and objectives too, as the portal always does: more
  than the target was set for, but held against the same number.
- **Send**: from planned rows to mails accepted by an SMTP server and marked in the ledger, with
  opt-out headers and durable commits, against django-post_office at its best and raw smtplib.
- **Intake**: the checked CSV import of pings against unchecked bulk_create of the same rows.
- **Pages**: the admin's pages on PostgreSQL by Django's test client, against a ModelAdmin tuned by
  hand and Django's own search, over the same rows.
- **Booking**: the free times of twenty hosts in four zones for sixty days, against computing thirty
  days of one host's times plainly; races of eight customers for times that overlap; and the
  page that customers book on, from gunicorn, in turn with one of as many bytes that asks nothing.
  What an account is offered is kept for half a minute: the first look after that is slower, by
  about what the *offer* takes.
"""


if __name__ == "__main__":
    main()
