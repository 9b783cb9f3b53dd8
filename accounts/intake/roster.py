"""The accounts that rows may refer to: those of the book, and those of accounts.csv."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import islice

from accounts.intake.rows import AccountRow
from accounts.intake.sheets import Flaw
from accounts.intake.terms import Term, clashes
from accounts.intake.tracking import Span, tracked_from

# Asked for the terms in the book of accounts given by number: (number, start, end).
BookTerms = Callable[[list[int]], Iterable[tuple[int, date, date]]]


class FollowingFlaw(Flaw):
    """A flaw that would not be there if an earlier row were right."""


class _Entry:
    """What is kept of an account while its rows are read; it has to be little."""

    __slots__ = ("add_ons", "line", "name", "program", "terms")

    def __init__(self, line: int, row: AccountRow) -> None:
        self.line, self.name, self.program = line, row.name, row.program
        self.terms: list[Term] = []
        self.add_ons: list[tuple[int, date, tuple[str, ...]]] = []


class Roster:
    """Gathers the rows of accounts.csv, then says who is known.

    An account of the book has its key there as number; a new one gets -1, -2, ...
    """

    def __init__(self, book: Mapping[str, int]) -> None:
        self._numbers = dict(book)
        self._entries: dict[str, _Entry] = {}
        self._refused: dict[str, int] = {}
        self.tracked_from = array("l")  # of the new accounts, as ordinals
        self.leading_lines = array("l")  # the rows that speak for their account, in order
        self.meets_book = False  # whether any account of the file was in the book before

    def number(self, account_id: str) -> int | None:
        return self._numbers.get(account_id)

    def unknown(self, account_id: str) -> Flaw:
        """Say why the account has no number."""
        if line := self._refused.get(account_id):
            return FollowingFlaw("account_id", f"its account was refused: accounts.csv:{line}")
        return Flaw("account_id", "is neither in accounts.csv nor in the book")

    def add(self, line: int, row: AccountRow) -> Flaw | None:
        """Take a row in; return why it cannot belong to the rows before it."""
        entry = self._entries.get(row.account_id)
        if entry is None:
            entry = self._entries[row.account_id] = _Entry(line, row)
        elif row.name != entry.name:
            return Flaw("name", f"differs from the same account on line {entry.line}")
        elif row.program != entry.program:
            return Flaw("program", f"differs from the same account on line {entry.line}")
        if row.is_term:
            dates = row.contract_start, row.contract_end, row.known_from, row.churned_on
            entry.terms.append(Term(line, *dates))
        else:
            entry.add_ons.append((line, row.contract_start, row.products))
        return None

    def refuse(self, line: int, account_id: str) -> None:
        """Remember an account whose row cannot be read."""
        self._refused.setdefault(account_id, line)

    def settle(
        self, book_terms: BookTerms, *, on: date, tracked: date | None = None
    ) -> dict[int, Flaw]:
        """Number the new accounts; return the rows that clash with others, by line."""
        flaws: dict[int, Flaw] = {}
        leading: list[int] = []
        for account_id, entry, book in self._with_book(book_terms):
            for line, what in clashes(entry.terms, book).items():
                flaws[line] = Flaw("contract_start", what)
            flaws |= _twice(entry.add_ons)
            terms = [term for term in entry.terms if term.line not in flaws]
            add_ons = [add_on for add_on in entry.add_ons if add_on[0] not in flaws]
            if not terms and not add_ons:
                self.refuse(entry.line, account_id)
                continue
            last = max(terms, key=lambda term: term.start) if terms else max(add_ons, key=_start)
            leading.append(last[0])
            if account_id in self._numbers:
                self.meets_book = True
            else:
                day = tracked or tracked_from((Span(*term[1:]) for term in terms), on=on)
                self.tracked_from.append(day.toordinal())
                self._numbers[account_id] = -len(self.tracked_from)
        self._entries.clear()
        self.leading_lines.extend(sorted(leading))
        return flaws

    def _with_book(
        self, book_terms: BookTerms
    ) -> Iterator[tuple[str, _Entry, list[tuple[date, date]]]]:
        entries = iter(self._entries.items())
        while batch := list(islice(entries, 1000)):
            terms: dict[int, list[tuple[date, date]]] = {}
            known = [n for account_id, _ in batch if (n := self._numbers.get(account_id))]
            for number, start, end in book_terms(known) if known else ():
                terms.setdefault(number, []).append((start, end))
            for account_id, entry in batch:
                yield account_id, entry, terms.get(self._numbers.get(account_id, 0), [])


def _start(add_on: tuple[int, date, tuple[str, ...]]) -> date:
    return add_on[1]


def _twice(add_ons: list[tuple[int, date, tuple[str, ...]]]) -> dict[int, Flaw]:
    """Find add-ons that begin on one day with the same products: nothing tells them apart."""
    first: dict[tuple[date, tuple[str, ...]], int] = {}
    flaws = {}
    for line, *key in add_ons:
        if (earlier := first.setdefault(tuple(key), line)) != line:
            flaws[line] = Flaw("contract_start", f"is the same add-on as on line {earlier}")
    return flaws
