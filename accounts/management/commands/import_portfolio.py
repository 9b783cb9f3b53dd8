"""Brings a folder of CSV files into the book."""

import sys
from argparse import RawDescriptionHelpFormatter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, DjangoHelpFormatter
from django.utils import timezone
from tqdm import tqdm

from accounts.doors import iso_day
from accounts.intake.run import Order, Refused, Report, bring_in, preview

HELP = """\
Bring a portfolio (accounts, contacts, usage, features, signals) into the book.

DIR holds accounts.csv, contacts.csv, usage.csv, features.csv and, if there are any, signals.csv:
UTF-8, a header row, columns in any order, further columns left alone.

Every row is looked at before the first is written. If one of them is bad, nothing is written at
all, and each problem is printed as file:line: column: what is wrong. With --skip-bad-rows the good
rows go in, and the bad ones into FILE.rejected.csv beside their file (or in the current folder, if
that one cannot be written to), each with its line and the reason.

Rows are matched by account_id, (account_id, email), (account_id, date) and (account_id, feature);
terms by account_id and contract_start. What is the same is not touched, so importing twice changes
nothing; what is absent from the files stays in the book. opted_out=true opts the address out on
every account; nothing in a file opts anybody in.

Nobody is written to about days before an account is tracked. New accounts are tracked from today,
from the start of their relationship if that is at most 14 days ago, or from --tracked-from DATE;
accounts in the book keep their day."""


class _Formatter(DjangoHelpFormatter, RawDescriptionHelpFormatter):
    """Leaves the paragraphs of the help as they are."""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args, **kwargs):
        return super().create_parser(*args, formatter_class=_Formatter, **kwargs)

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument(
            "--tracked-from", metavar="DATE", type=iso_day, help="first day of the new accounts"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="print what would change, write nothing"
        )
        parser.add_argument(
            "--skip-bad-rows", action="store_true", help="take the good rows, keep the bad ones"
        )

    def handle(self, *, folder, tracked_from, dry_run, skip_bad_rows, **options):
        now = timezone.now()
        if isinstance(tracked_from, str):  # from call_command, which does not parse options
            tracked_from = iso_day(tracked_from)
        order = Order(Path(folder), timezone.localdate(now), tracked_from, skip_bad_rows)
        try:
            if dry_run:
                self._say(preview(order, progress=_progress))
                self.stdout.write("Dry run: nothing was written.")
            else:
                self._say(bring_in(order, now=now, progress=_progress))
        except Refused as error:
            raise CommandError("\n".join(["nothing was written", *error.lines])) from None

    def _say(self, report: Report) -> None:
        for line in report.problem_lines():
            self.stderr.write(line)
        for what, samples in report.tally.samples.items():
            for sample in samples:
                self.stdout.write(f"  {what}: {sample}")
        for line in report.tally.lines():
            self.stdout.write(line)
        for path in report.rejects:
            self.stdout.write(f"rejected rows are in {path}")


def _progress(rows, doing, expected):
    """Show a bar, on a terminal only."""
    return tqdm(rows, doing, expected, unit=" rows", leave=False, disable=not sys.stderr.isatty())
