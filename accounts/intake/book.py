"""What an import has to know of the book before it looks at any file."""

from collections.abc import Iterable
from datetime import date

from accounts.intake.sheets import Vocabulary
from accounts.models import (
    ROLES,
    Account,
    Contract,
    ContractKind,
    Hosting,
    Product,
    Programme,
    Signal,
)
from accounts.zones import known_zones


def vocabulary() -> Vocabulary:
    return Vocabulary(
        programs=frozenset(Programme.objects.values_list("slug", flat=True)),
        zones=known_zones(),
        roles=ROLES,
        products=tuple(Product.values),
        hostings=tuple(Hosting.values),
        code_intel=tuple(Signal.CodeIntel.values),
        sentiments=tuple(Signal.Sentiment.values),
    )


def account_numbers() -> dict[str, int]:
    """Map the id of every account, removed ones included, to its key."""
    return dict(Account.objects.order_by().values_list("external_id", "pk").iterator(10_000))


def terms_of(accounts: list[int]) -> Iterable[tuple[int, date, date]]:
    terms = Contract.objects.filter(account_id__in=accounts, kind=ContractKind.TERM)
    return terms.order_by().values_list("account_id", "start", "end")
