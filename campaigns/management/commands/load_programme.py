"""Door: load a programme from a folder of files."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaigns import programme, starter
from lifecycle.shelf import FolderError


class Command(BaseCommand):
    help = (
        "Loads a programme from DIR, a folder as export_programme writes it: programmes/*.yaml "
        "(their policies), <campaign>/campaign.yaml with its copy in *.md beside it, "
        "playbooks/*.yaml, playbooks/documents/*.md, segments/*.yaml and surveys/*.yaml; any "
        "of them may be missing. All are checked first; each mistake is named as file:line: what "
        "is wrong, and then nothing is loaded. What differs from the portal's gets a new version; "
        "mails already planned and playbooks already open keep theirs. The same files twice "
        "change nothing, what the folder does not hold is left alone, and what somebody paused "
        "stays paused. What was written in the portal is kept, unless --replace is given. "
        "--dry-run shows the difference and loads nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "folder",
            nargs="?",
            metavar="DIR",
            type=Path,
            default=starter.FOLDER,
            help="the starter programme, in templates/emails/starter, if left out",
        )
        parser.add_argument(
            "--replace",
            action="store_true",
            help="put the files in force also where somebody wrote something in the portal",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would change, and change nothing"
        )

    def handle(self, *, folder, replace, dry_run, **options):
        try:
            parts = programme.read(Path(folder))
        except FolderError as error:
            raise CommandError(str(error)) from None
        if dry_run:
            self._show(programme.plan(parts, replace=replace))
            return
        for name, counts in programme.load(parts, now=timezone.now(), replace=replace).items():
            if counts:
                self._tell(name, counts)

    def _show(self, planned):
        for line in programme.difference(planned):
            self.stdout.write(line)
        for each in planned:
            if each.changes:
                statuses = [change.status for change in each.changes]
                self._tell(each.shelf.name, {word: statuses.count(word) for word in {*statuses}})

    def _tell(self, what, counts):
        told = ", ".join(f"{number} {became}" for became, number in sorted(counts.items()))
        self.stdout.write(f"{what}: {told}")
