"""The files of a portfolio folder, checked against each other and against the book."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from accounts.intake import sheets
from accounts.intake.check import BadFile, CheckedFile, Progress, Refusal
from accounts.intake.judges import AccountsJudge, DetailsJudge
from accounts.intake.records import RecordFile
from accounts.intake.roster import BookTerms, FollowingFlaw, Roster
from accounts.intake.sheets import Vocabulary


class BadFolder(Exception):
    """A folder that cannot be read as a portfolio; `lines` says why, one problem each."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        super().__init__("\n".join(lines))


class Portfolio:
    """The files of a folder, with headers that fit; raise BadFolder if they do not."""

    def __init__(self, folder: Path, words: Vocabulary) -> None:
        if not folder.is_dir():
            raise BadFolder([f"{folder}: there is no such folder"])
        self.folder = folder
        self.files: list[CheckedFile] = []
        lines: list[str] = []
        for make in (
            sheets.accounts, sheets.contacts, sheets.usage, sheets.features, sheets.signals
        ):  # fmt: skip
            sheet = make(words)
            try:
                self.files.append(CheckedFile(RecordFile(folder / sheet.file), sheet))
            except FileNotFoundError:
                if not sheet.optional:
                    lines.append(f"{sheet.file}: the file is missing in {folder}")
            except OSError as error:
                lines.append(f"{sheet.file}: cannot be read: {error.strerror}")
            except BadFile as error:
                lines += map(str, error.problems)
        if lines:
            raise BadFolder(lines)

    @property
    def refused_count(self) -> int:
        return sum(file.refused_count for file in self.files)

    def refusals(
        self,
        roster: Roster,
        book_terms: BookTerms,
        progress: Progress,
        *,
        on: date,
        tracked: date | None = None,
    ) -> Iterator[tuple[CheckedFile, Refusal]]:
        """Yield each row that cannot be taken, file by file; the roster is filled on the way."""
        accounts, *details = self.files
        judge = AccountsJudge(roster, book_terms, on=on, tracked=tracked)
        for refusal in accounts.refusals(judge.accept, judge.late, progress):
            line, cells, _ = refusal
            roster.refuse(line, accounts.reader.cell(cells, "account_id"))
            yield accounts, refusal
        for file in details:
            judge = DetailsJudge(roster, file.sheet.row)
            for refusal in file.refusals(judge.accept, judge.late, progress):
                yield file, refusal


def follows(refusal: Refusal) -> bool:
    """Tell whether the row would be good if its account were."""
    return any(isinstance(flaw, FollowingFlaw) for flaw in refusal[2])
