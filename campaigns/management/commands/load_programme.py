"""Door: load a programme's campaigns and playbooks from folders of files."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaigns import starter
from lifecycle.playbooks import library


class Command(BaseCommand):
    help = (
        "Loads every campaign of a folder: DIR/<campaign>/campaign.yaml holds its rule, the *.md "
        "files beside it its copy; and the playbooks in DIR/playbooks, if it is there: "
        "<playbook>.yaml each, and their document templates in documents/*.md. All of them are "
        "checked first, and one that cannot be used is named with its file, and nothing is "
        "loaded. What differs from the book's gets a new version; mails already planned and "
        "playbooks already open keep theirs. The same files twice change nothing, and what "
        "somebody paused stays paused. A campaign that was written and published in the portal is "
        "left alone, unless --replace is given."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "folder",
            nargs="?",
            metavar="DIR",
            type=Path,
            help="the starter programme, in templates/emails/starter and templates/playbooks, "
            "if left out",
        )

        parser.add_argument(
            "--replace",
            action="store_true",
            help="put the files in force also where somebody published something in the portal",
        )

    def handle(self, *, folder, replace, **options):
        campaigns = Path(folder) if folder else starter.FOLDER
        playbooks = Path(folder) / "playbooks" if folder else library.FOLDER
        now = timezone.now()
        try:
            found = starter.read(campaigns)
            shelf = library.read(playbooks) if playbooks.is_dir() else None
        except (starter.StarterError, library.LibraryError) as error:
            raise CommandError(str(error)) from None
        self._tell("campaigns", starter.load(found, now=now, replace=replace))
        if shelf:
            self._tell("playbooks", library.load(shelf, now=now, replace=replace))

    def _tell(self, what, counts):
        told = ", ".join(f"{number} {became}" for became, number in counts.items() if number)
        self.stdout.write(f"{what}: {told}")
