"""Door: what the days to come would do."""

import json
import sys

from django.core.management.base import BaseCommand, CommandError

from accounts.csv_lines import lines
from accounts.doors import bar, iso_day
from accounts.models import Account
from campaigns.day import Rules
from campaigns.definitions import DefinitionError
from campaigns.forecast import forecast
from campaigns.outlook import COLUMNS, rows
from lifecycle.policy import PolicyError


class Command(BaseCommand):
    help = (
        "Says what run_day would do over the days, with today's facts and the same code, and "
        "writes nothing: every change of stage, health event, mail sent or skipped with its "
        "reason, and playbook opened. By default each account's metrics stay as on the first day "
        "(--assume steady); with --assume no-data no ping is assumed but those already here, "
        "and if nothing changes in between, the run that follows does exactly this."
    )

    def add_arguments(self, parser):
        parser.add_argument("--from", type=iso_day, required=True, dest="first")
        parser.add_argument("--through", type=iso_day, required=True)
        parser.add_argument("--account", help="one account only, by its account id")
        parser.add_argument("--assume", choices=["steady", "no-data"], default="steady")
        parser.add_argument("--format", choices=["table", "csv", "json"], default="table")

    def handle(self, *, first, through, account, assume, format, **options):
        if through < first:
            raise CommandError(f"--through {through} is before --from {first}.")
        chosen = None
        if account:
            chosen = set(
                Account.objects.current().filter(external_id=account).values_list("pk", flat=True)
            )
            if not chosen:
                raise CommandError(f"--account {account}: there is no such account.")
        try:
            rules = Rules.load()
        except (PolicyError, DefinitionError) as error:
            raise CommandError(f"The programme cannot be used: {error}") from error
        days = (through - first).days + 1
        total = days * (len(chosen) if chosen else Account.objects.current().count())
        with bar(total, "accounts", stream=sys.stderr) as shown:
            found = forecast(
                rules,
                first=first,
                through=through,
                accounts=chosen,
                steady=assume == "steady",
                progress=shown.update,
            )
            self._print(rows(found), format)

    def _print(self, found, format):
        if format == "json":
            self.stdout.write(json.dumps(list(found), indent=1, ensure_ascii=False))
        elif format == "csv":
            for line in lines(COLUMNS, ([row.get(name) for name in COLUMNS] for row in found)):
                self.stdout.write(line, ending="")
        else:
            for row in found:
                self.stdout.write(_sentence(row))


def _sentence(row) -> str:
    who = f"{row['on']}  {row['account_id']:<16}"
    if row["kind"] == "stage":
        return f"{who}{row['from_stage'] or 'none'} → {row['to_stage'] or 'none'} ({row['rule']})"
    if row["kind"] == "health":
        mail = row["campaign"] or f"no mail: {row['reason']}"
        return f"{who}health {row['from_stage'] or 'none'} → {row['to_stage']} ({mail})"
    why = f" ({row['reason']})" if row["reason"] else ""
    if row["kind"] == "playbook":
        return f"{who}opens {row['campaign']}{why}"
    whom = row["email"] or "nobody"
    return f"{who}{row['status']} {row['campaign']} {row['step']} to {whom}{why}"
