"""What makes a readable row unacceptable: an account nobody knows, or a key that came before."""

from collections.abc import Callable
from datetime import date

from accounts.intake.check import Judge
from accounts.intake.duplicates import RepeatedDays, RepeatedKeys
from accounts.intake.roster import BookTerms, Roster
from accounts.intake.rows import ContactRow, FeatureRow, PingRow, Row, SignalRow
from accounts.intake.sheets import Flaw


class AccountsJudge:
    """Judges accounts.csv, and fills the roster while doing so."""

    def __init__(
        self, roster: Roster, book_terms: BookTerms, *, on: date, tracked: date | None = None
    ) -> None:
        self._roster, self._book_terms = roster, book_terms
        self._on, self._tracked = on, tracked
        self.accept: Judge = roster.add

    def late(self) -> Judge | None:
        flaws = self._roster.settle(self._book_terms, on=self._on, tracked=self._tracked)
        return (lambda line, _row: flaws.get(line)) if flaws else None


class DetailsJudge:
    """Judges a file of rows that belong to accounts and are unique there by some key."""

    def __init__(self, roster: Roster, row: type[Row]) -> None:
        self._roster = roster
        self._column, self._key = _KEYS[row]
        self._seen = RepeatedDays() if self._column == "date" else RepeatedKeys()

    def accept(self, line: int, row: Row) -> Flaw | None:
        number = self._roster.number(row.account_id)
        if number is None:
            return self._roster.unknown(row.account_id)
        self._seen.note(number, self._key(row))
        return None

    def late(self) -> Judge | None:
        return self._judge_again if self._seen.suspects else None

    def _judge_again(self, line: int, row: Row) -> Flaw | None:
        number = self._roster.number(row.account_id)
        first = self._seen.repeated(line, number, self._key(row))
        if first is None:
            return None
        return Flaw(self._column, f"the account has the same {self._column} on line {first}")


_KEYS: dict[type[Row], tuple[str, Callable[[Row], object]]] = {
    ContactRow: ("email", lambda row: row.email),
    PingRow: ("date", lambda row: row.date),
    FeatureRow: ("feature", lambda row: row.feature),
    SignalRow: ("date", lambda row: row.date),
}
