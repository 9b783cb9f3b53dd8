"""The verbs of intake: bring a folder into the book, or tell what that would do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from django.db import IntegrityError, OperationalError, connection, reset_queries, transaction

from accounts.intake import book
from accounts.intake.check import CheckedFile, Progress, Refusal
from accounts.intake.portfolio import BadFolder, Portfolio, follows
from accounts.intake.records import Changed
from accounts.intake.rejects import Rejects, Unwritable, place
from accounts.intake.roster import Roster
from accounts.intake.rows import Problem
from accounts.intake.steps import Steps
from accounts.intake.tally import Tally
from accounts.intake.write import Writer
from accounts.models import ImportRun, User

MOST_PROBLEMS = 1000


class Order(NamedTuple):
    """What is asked for: `tracked` is the day from which new accounts are looked after."""

    folder: Path
    on: date
    tracked: date | None = None
    skip_bad_rows: bool = False


@dataclass
class Report:
    """What came of an order; `problems` is the beginning of a list of `problem_count`."""

    tally: Tally = field(default_factory=Tally)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    rejects: list[Path] = field(default_factory=list)

    def take(self, file: CheckedFile, refusal: Refusal) -> None:
        line, _, flaws = refusal
        if follows(refusal):
            return
        self.problem_count += len(flaws)
        if len(self.problems) < MOST_PROBLEMS:
            self.problems += [Problem(file.sheet.file, line, *flaw) for flaw in flaws]

    def problem_lines(self) -> list[str]:
        """One line for each problem, by file and line, and one for those left out."""
        files = list(self.tally.counts)
        ordered = sorted(self.problems, key=lambda problem: (files.index(problem[0]), problem[1]))
        more = self.problem_count - len(ordered)
        return [*map(str, ordered), *([f"… and {more:,} more"] if more else [])]


class Refused(Exception):
    """Nothing was written; `lines` says why, one problem each."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        super().__init__("\n".join(lines))


def preview(order: Order, *, progress: Progress) -> Report:
    """Tell what the import would change, field by field for some; write nothing anywhere."""
    portfolio, roster, report = _checked(order, progress, lambda file, refusal: None)
    steps = Steps(portfolio, roster, progress)
    for file, difference in steps:
        report.tally.add(file, difference, steps.shown)
        reset_queries()
    return report


def bring_in(order: Order, *, now: datetime, progress: Progress, by: User | None = None) -> Report:
    """Write the portfolio into the book, all or nothing; raise Refused if it cannot be."""
    if not order.skip_bad_rows:
        checked = _checked(order, progress, lambda file, refusal: None)
        return _write(order, *checked, now=now, progress=progress, by=by)
    try:
        rejects = Rejects(place([order.folder, Path.cwd()]))
    except Unwritable as error:
        raise Refused([str(error)]) from None
    try:
        checked = _checked(order, progress, rejects.add)
        report = _write(order, *checked, now=now, progress=progress, by=by)
        report.rejects = rejects.keep()
    finally:
        rejects.drop()
    return report


def _checked(
    order: Order, progress: Progress, left_out: Callable[[CheckedFile, Refusal], None]
) -> tuple[Portfolio, Roster, Report]:
    """Look at every row; hand those that cannot be taken to `left_out`, or refuse them all."""
    report, roster = Report(), Roster(book.account_numbers())
    try:
        portfolio = Portfolio(order.folder, book.vocabulary())
        for file in portfolio.files:
            report.tally.expect(file)
        for file, refusal in portfolio.refusals(
            roster, book.terms_of, progress, on=order.on, tracked=order.tracked
        ):
            report.take(file, refusal)
            left_out(file, refusal)
    except BadFolder as error:
        raise Refused(error.lines) from None
    except Changed as error:
        raise Refused([f"{error}: the file was changed while it was being read"]) from None
    if report.problem_count and not order.skip_bad_rows:
        raise Refused(report.problem_lines())
    for file in portfolio.files:
        report.tally.expect(file)
    return portfolio, roster, report


def _write(
    order: Order,
    portfolio: Portfolio,
    roster: Roster,
    report: Report,
    *,
    now: datetime,
    progress: Progress,
    by: User | None,
) -> Report:
    writer = Writer(roster, now=now, source=f"import of {order.folder.name}")
    try:
        with transaction.atomic():
            steps = Steps(portfolio, roster, progress)
            for file, difference in steps:
                writer.write(difference)
                report.tally.add(file, difference, steps.shown)
                reset_queries()  # with DEBUG on, every statement would be kept
            _check_constraints()
            _record(order, portfolio, report, now=now, by=by)
    except Changed as error:
        raise Refused([f"{error}: the file was changed while it was being read"]) from None
    except IntegrityError as error:
        clash = str(error).splitlines()[0]
        raise Refused([f"the book was changed meanwhile; try again ({clash})"]) from error
    except OperationalError as error:
        trouble = str(error).splitlines()[0]
        raise Refused([f"the database did not take it; try again ({trouble})"]) from error
    return report


def _check_constraints() -> None:
    """Have PostgreSQL say now, and not at some later commit, whether terms overlap."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _record(
    order: Order, portfolio: Portfolio, report: Report, *, now: datetime, by: User | None
) -> None:
    rejected = portfolio.refused_count
    outcome = ImportRun.Outcome.PARTIAL if rejected else ImportRun.Outcome.COMPLETE
    ImportRun.objects.create(
        at=now,
        by=by,
        source=str(order.folder)[-500:],
        outcome=outcome,
        tracked_from=order.tracked,
        counts=report.tally.as_json(),
        rejected=rejected,
    )
