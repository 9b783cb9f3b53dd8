"""One file read for the first time: every row looked at, nothing kept but what is wrong."""

from array import array
from collections.abc import Callable, Iterable, Iterator

from accounts.intake.records import Changed, Record, RecordFile
from accounts.intake.rows import Problem, Row
from accounts.intake.sheets import BadRow, Flaw, Reader, Sheet

# A row that is refused: its line, its cells, and what is wrong with it.
Refusal = tuple[int, list[str], tuple[Flaw, ...]]


class BadFile(Exception):
    """A file of which no row can be read, with the problems of its header."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("; ".join(map(str, problems)))


# Wraps an iterable to show how far it has come: (rows, what is being done, how many to expect).
Progress = Callable[[Iterable, str, int], Iterable]
Judge = Callable[[int, Row], Flaw | None]


class CheckedFile:
    """A file whose header fits its sheet; raise BadFile if it does not."""

    def __init__(self, source: RecordFile, sheet: Sheet) -> None:
        self.source, self.sheet = source, sheet
        self.row_count = 0
        self._refused = array("l")
        line, self.header, flaw = next(source.records(), (1, [], Flaw("row", "the file is empty")))
        try:
            if flaw:
                raise BadRow([flaw])
            self.reader: Reader = sheet.reader(self.header)
        except BadRow as error:
            problems = [Problem(sheet.file, line, *flaw) for flaw in error.flaws]
            raise BadFile(problems) from None

    @property
    def refused_count(self) -> int:
        return len(self._refused)

    def refusals(
        self, accept: Judge, late: Callable[[], Judge | None], progress: Progress
    ) -> Iterator[Refusal]:
        """Yield the rows that cannot be taken, by line; those that `late` refuses come last.

        `accept` judges every readable row once. Then `late` may answer with a judge for a second
        look at the rows accepted before: what is wrong with one may be known only at the end.
        """
        read, count = self.reader.read, 0
        doing = f"checking {self.sheet.file}"
        for line, cells, flaw in progress(self._records(), doing, self.source.expected_rows()):
            count += 1
            if flaw is None:
                try:
                    found = accept(line, read(cells))
                except BadRow as error:
                    flaws = error.flaws
                else:
                    if found is None:
                        continue
                    flaws = (found,)
            else:
                flaws = (flaw,)
            self._refused.append(line)
            yield line, cells, flaws
        self.row_count = count
        if judge := late():
            yield from self._second_look(judge)

    def _second_look(self, judge: Judge) -> Iterator[Refusal]:
        before = set(self._refused)
        for line, cells, _ in self._records():
            if line not in before and (flaw := judge(line, self.reader.read(cells))):
                self._refused.append(line)
                yield line, cells, (flaw,)

    def good_rows(self, progress: Progress) -> Iterator[tuple[int, Row]]:
        """Yield what is left once all refusals are known; raise Changed if the file changed."""
        refused = iter(sorted(self._refused))
        next_refused = next(refused, 0)
        read = self.reader.read
        expected = self.row_count - len(self._refused)
        for line, cells, _ in progress(self._records(), f"writing {self.sheet.file}", expected):
            if line == next_refused:
                next_refused = next(refused, 0)
                continue
            try:
                yield line, read(cells)
            except BadRow:
                raise Changed(self.source.name) from None

    def _records(self) -> Iterator[Record]:
        records = self.source.records()
        next(records, None)
        return records
