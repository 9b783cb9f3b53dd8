"""Door: load a programme's campaigns from a folder of files."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaigns import starter


class Command(BaseCommand):
    help = (
        "Loads every campaign of a folder: DIR/<campaign>/campaign.yaml holds its rule, the *.md "
        "files beside it its copy. All of them are checked first, and one that cannot be used is "
        "named with its file, and nothing is loaded. A campaign whose rule or copy differs from "
        "the book's gets a new version; mails already planned keep theirs. The same files twice "
        "change nothing, and a campaign that somebody paused stays paused."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "folder",
            nargs="?",
            metavar="DIR",
            type=Path,
            default=starter.FOLDER,
            help="the starter programme, templates/emails/starter, if left out",
        )

    def handle(self, *, folder, **options):
        try:
            counts = starter.load(starter.read(Path(folder)), now=timezone.now())
        except starter.StarterError as error:
            raise CommandError(str(error)) from None
        told = ", ".join(f"{number} {what}" for what, number in counts.items() if number)
        self.stdout.write(f"campaigns: {told}")
