"""Door: tell what is wrong with the running portal."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cs_portal import health


class Command(BaseCommand):
    help = (
        "Looks for what nobody would notice: a cluster that is down, frozen or failing, a schedule "
        "that is missing or stops the others, days not decided, mail that should have left, mail "
        "of which nobody knows whether it left, campaigns paused by errors. Prints one line for "
        "each and exits with 1; says so and exits with 0 when all is well."
    )

    def handle(self, **options):
        found = health.findings(now=timezone.now())
        if found:
            raise CommandError("\n".join(finding.text for finding in found))
        self.stdout.write("The cluster is well: nothing is late, failing or in doubt.")
