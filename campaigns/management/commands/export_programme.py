"""Door: write the whole programme to a folder of readable files."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from campaigns import programme


class Command(BaseCommand):
    help = (
        "Writes the programme as it stands to DIR: programmes/*.yaml (their policies), "
        "<campaign>/campaign.yaml with its copy in *.md beside it, playbooks/*.yaml, "
        "playbooks/documents/*.md, segments/*.yaml and surveys/*.yaml. The same "
        "programme gives the same bytes, so that a folder under version control shows what "
        "changed, and load_programme DIR brings it back. Campaigns and playbooks in the archive, "
        "drafts and private segments are left out. Files of an earlier export that are no longer "
        "part of it are named, and removed with --prune; other files are never touched."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--prune", action="store_true", help="remove files not part of it")

    def handle(self, *, folder, prune, **options):
        try:
            stale = programme.write(folder)
            for file in stale if prune else ():
                file.unlink()
        except OSError as error:
            raise CommandError(f"{folder}: {error.strerror}: {error.filename}") from None
        for file in stale:
            said = "removed" if prune else "not part of the programme any more"
            self.stderr.write(f"{file.relative_to(folder)}: {said}")
        self.stdout.write(f"{len(programme.written())} files written to {folder}")
