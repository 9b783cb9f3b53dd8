"""Door: bring the cluster's schedules in line with the portal's table."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from cs_portal import schedule


class Command(BaseCommand):
    help = (
        "Makes the cluster's schedules those of the portal: creates what is missing, corrects "
        "what was changed, removes doubles and what the portal has no more. Leaves alone when a "
        "schedule runs next, and every schedule whose name does not begin with “cs: ”. Running "
        "it twice changes nothing."
    )

    def handle(self, **options):
        counts = schedule.sync(now=timezone.now())
        told = ", ".join(f"{number} {what}" for what, number in counts.items() if number)
        self.stdout.write(f"schedules: {told}")
