"""Door: the ledger of stage changes as CSV."""

from django.core.management.base import BaseCommand

from lifecycle.exports import stages


class Command(BaseCommand):
    help = (
        "Writes every recorded change of stage to standard output: account_id, on, from_stage, "
        "to_stage (empty when none), rule, actor (“rule”, or the person who overrode it)."
    )

    def add_arguments(self, parser):
        parser.add_argument("--format", choices=["csv"], default="csv")

    def handle(self, **options):
        for line in stages():
            self.stdout.write(line, ending="")
