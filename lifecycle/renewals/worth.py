"""What a contract is worth as its renewal comes up: the ending term and what was added to it."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from accounts.models import Contract, ContractKind
from lifecycle import gather


class Row(NamedTuple):
    add_on: bool
    start: date
    end: date
    seats: int
    products: str
    arr: Decimal


class Worth(NamedTuple):
    arr: Decimal
    seats: int
    products: tuple[str, ...]

    @property
    def product_names(self) -> str:
        return ", ".join(name.replace("_", " ") for name in self.products)


NOTHING = Worth(Decimal(0), 0, ())


def rows(accounts: Collection[int]) -> dict[int, list[Row]]:
    """The contracts of the accounts, in one query."""
    if not accounts:
        return {}
    found: dict[int, list[Row]] = {}
    contracts = Contract.objects.filter(gather.chosen("account_id", accounts)).order_by(
        "account_id", "start", "pk"
    )
    for account, kind, *rest in contracts.values_list(
        "account_id", "kind", "start", "end", "seats", "products", "arr"
    ):
        found.setdefault(account, []).append(Row(kind == ContractKind.ADD_ON, *rest))
    return found


def at(contracts: Sequence[Row], renewal_on: date | None) -> Worth:
    """The term that ends on the day, with the add-ons that run until then."""
    if renewal_on is None:
        return NOTHING
    ending = [row for row in contracts if not row.add_on and row.end == renewal_on]
    added = [row for row in contracts if row.add_on and row.start < renewal_on <= row.end]
    whole = ending + added
    products = sorted({name for row in whole for name in row.products.split(";") if name})
    return Worth(
        sum((row.arr for row in whole), Decimal(0)), sum(row.seats for row in whole), (*products,)
    )


def of(account: int, renewal_on: date | None) -> Worth:
    return at(rows([account]).get(account, []), renewal_on)
