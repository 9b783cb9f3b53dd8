"""A small book and its days, for tests of what a day does to the ledger."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from accounts.models import Account, Contact, Programme
from campaigns import day
from campaigns.models import Touch
from lifecycle.models import AccountState, Alert, HealthChange, StageChange
from tests.factories.accounts import AccountFactory, ContactFactory, ContractFactory, PingFactory

MONDAY = date(2026, 1, 5)
EVERY_ROLE = {"program_contact": True, "instance_admin": True, "champion": True}


def customer(name: str = "acme", began: int = 0, *, on: date = MONDAY, **changes) -> Account:
    """An account tracked from the day, its first term begun so many days before."""
    programme = Programme.objects.get(slug=changes.pop("programme", "digital"))
    term = {key: changes.pop(key) for key in ("seats", "products", "days") if key in changes}
    start = on - timedelta(began)
    account = AccountFactory(
        external_id=name, name=name, programme=programme, **({"tracked_from": on} | changes)
    )
    end = start + timedelta(term.pop("days", 365))
    ContractFactory(account=account, start=start, end=end, **({"seats": 10} | term))
    return account


def person(account: Account, name: str = "ada", **changes) -> Contact:
    email = f"{name}@{account.external_id}.example"
    return ContactFactory(account=account, **({"email": email} | EVERY_ROLE | changes))


def pinged(account: Account, *, until: date, days: int = 30, dau: int = 3, mau: int = 8) -> None:
    for number in range(1, days + 1):
        PingFactory(account=account, date=until - timedelta(number), dau=dau, mau=mau)


def early(on: date) -> datetime:
    """The moment at which a day of these tests is decided."""
    return datetime(on.year, on.month, on.day, 5, 30, tzinfo=UTC)


def run(on: date) -> Counter[str]:
    return day.run(on, day.Rules.load(), clock=lambda: early(on))


def run_through(first: date, last: date) -> None:
    for number in range((last - first).days + 1):
        run(first + timedelta(number))


def sent(on: date) -> None:
    """As if the carrier had taken everything planned."""
    Touch.objects.filter(status="planned").update(status="sent", sent_at=early(on))


def touches(*columns: str, **filters) -> list:
    found = Touch.objects.filter(**filters).order_by("due_on", "campaign__slug", "step", "address")
    return list(found.values_list(*columns, flat=len(columns) == 1))


def book() -> list[list[dict]]:
    """Everything that days write, without the keys that a second attempt would number anew."""
    written = []
    for model in (AccountState, StageChange, HealthChange, Alert, Touch):
        names = [f.attname for f in model._meta.concrete_fields if f.attname != "id"]
        written.append(sorted(model.objects.values_list(*names), key=str))
    return written
