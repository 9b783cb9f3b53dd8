"""Door: a person says that this copy of the database is the one that mails leave from."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaigns.models import CustomerMail, Status, Touch
from campaigns.sending import place


class Command(BaseCommand):
    help = (
        "After a restore, or when the database moved, nothing is sent although PORTAL_SENDING is "
        "on. Tells why and what would leave; with --yes mails leave from here again. What left "
        "after the backup was made is not known to it: look at the planned mails first."
    )

    def add_arguments(self, parser):
        parser.add_argument("--yes", action="store_true", help="mails leave from this database")

    def handle(self, *, yes, **options):
        now = timezone.now()
        why = place.why_held()
        if not why:
            self.stdout.write("Nothing is held: mails leave from here as PORTAL_SENDING says.")
            return
        planned = Touch.objects.filter(status=Status.PLANNED).count()
        single = CustomerMail.objects.filter(status=Status.PLANNED).count()
        said = f"Held: {why}. Planned: {planned} mails of campaigns, {single} single mails."
        if not yes:
            raise CommandError(f"{said} Nothing was changed; --yes lets them leave.")
        place.allow(now=now)
        self.stdout.write(f"{said} They leave from here now.")
