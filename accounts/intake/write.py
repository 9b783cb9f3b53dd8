"""The writer of differences: after it, the book is as the portfolio says."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts import bulk, consent
from accounts.intake import tables
from accounts.intake.differences import Difference, Table
from accounts.intake.roster import Roster
from accounts.models import Contract, User


class Writer:
    """Writes one difference after the other, inside a transaction that its caller holds."""

    def __init__(self, roster: Roster, *, now: datetime, source: str) -> None:
        self._roster, self._now, self._source = roster, now, source
        self._writers: dict[str, Callable[[Difference], None]] = {
            tables.TEAM.what: self._team,
            tables.ACCOUNTS.what: self._accounts,
            tables.CONTRACTS.what: self._contracts,
            tables.OPT_OUTS.what: self._opt_outs,
        }

    def write(self, difference: Difference) -> None:
        if difference.new or difference.changed:
            self._writers.get(difference.table.what, self._rows)(difference)

    def _rows(self, difference: Difference) -> None:
        rows = [(*key, *values) for key, values, _ in difference.new + difference.changed]
        _upsert(difference.table, rows)

    def _team(self, difference: Difference) -> None:
        User.objects.bulk_create(
            User(username=address, email=address, role=role, password=make_password(None))
            for (address,), (role,), _ in difference.new
        )

    def _accounts(self, difference: Difference) -> None:
        """An account in the book keeps the day from which it is tracked."""
        rows = [(*key, *values, self._tracked_from(key[0])) for key, values, _ in difference.new]
        # The column takes no NULL, not even in a row that turns out to be there already.
        rows += [(*key, *values, date.max) for key, values, _ in difference.changed]
        _upsert(difference.table, rows, only_when_new=["tracked_from"])

    def _tracked_from(self, account_id: str) -> date:
        number = self._roster.number(account_id)
        return date.fromordinal(self._roster.tracked_from[-number - 1])

    def _contracts(self, difference: Difference) -> None:
        names = difference.table.values
        changed = []
        if difference.changed:
            present = tables.contracts_present({key[0] for key, _, _ in difference.changed})
            for key, values, _ in difference.changed:
                fields = {**_contract_key(key), **dict(zip(names, values, strict=True))}
                changed.append(Contract(pk=present[key][0], **fields))
        Contract.objects.bulk_update(changed, names, batch_size=100)
        Contract.objects.bulk_create(
            Contract(**_contract_key(key), **dict(zip(names, values, strict=True)))
            for key, values, _ in difference.new
        )

    def _opt_outs(self, difference: Difference) -> None:
        addresses = [address for (address,), _, _ in difference.new]
        consent.opt_out(addresses, source=self._source, now=self._now)


def _upsert(table: Table, rows: Sequence[Sequence[Any]], *, only_when_new=()) -> None:
    bulk.upsert(table.model, rows, key=table.key, values=table.values, only_when_new=only_when_new)


def _contract_key(key: tuple) -> dict[str, object]:
    return {"account_id": key[0], "kind": key[1], "start": key[2]}
