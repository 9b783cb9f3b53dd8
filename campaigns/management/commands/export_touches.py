"""Door: the ledger of touches as CSV."""

from django.core.management.base import BaseCommand

from campaigns.exports import touches
from campaigns.models import Status


class Command(BaseCommand):
    help = (
        "Writes the ledger of touches to standard output, one line per account, contact and step: "
        "account_id, email, campaign, step, variant, due_on, status, reason, sent_on, transport. "
        "sent_on is the day whose decision sent it; empty for whatever was not sent."
    )

    def add_arguments(self, parser):
        parser.add_argument("--format", choices=["csv"], default="csv")
        parser.add_argument("--status", choices=Status.values, help="only touches in this status")

    def handle(self, *, status, **options):
        for line in touches(status=status):
            self.stdout.write(line, ending="")
