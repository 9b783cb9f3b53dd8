"""Four customers whom tests of every app know: healthy, slipping, renewing, opted out.

On TODAY each has lived for half a year or more, with daily usage of the last sixty days:

- healthy: uses it as it should; ends up in Nurturing;
- slipping: fewer and fewer people, few of them often; in Adopting, with poor health;
- renewing: a good customer whose term ends in thirty days;
- opted out: like the healthy one, but its only person does not want our mails.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from accounts import consent
from accounts.models import Account
from tests.factories.accounts import AccountFactory, ContactFactory, ContractFactory, PingFactory

TODAY = date(2026, 1, 5)  # a Monday
NOW = datetime(2026, 1, 5, 5, 30, tzinfo=UTC)
HISTORY = 60


@dataclass(frozen=True, slots=True)
class Cast:
    healthy: Account
    slipping: Account
    renewing: Account
    opted_out: Account


def cast(*, on: date = TODAY, now: datetime = NOW) -> Cast:
    """Save the four, tracked from `on`: nothing has been decided for them yet."""
    found = Cast(
        healthy=_customer("healthy", on, began=190, mau=92, dau=40),
        slipping=_customer("slipping", on, began=200, mau=34, dau=5),
        renewing=_customer("renewing", on, began=335, mau=90, dau=38),
        opted_out=_customer("opted-out", on, began=190, mau=92, dau=40),
    )
    consent.opt_out(["ada@opted-out.example"], source="link in a mail", now=now)
    return found


def _customer(name: str, on: date, *, began: int, mau: int, dau: int) -> Account:
    account = AccountFactory(external_id=name, name=name.capitalize(), tracked_from=on)
    ContractFactory(account=account, start=on - timedelta(began))
    ContactFactory(
        account=account,
        email=f"ada@{name}.example",
        first_name="Ada",
        program_contact=True,
        instance_admin=True,
        champion=True,
        economic_buyer=True,
    )
    for ago in range(1, HISTORY + 1):
        PingFactory(account=account, date=on - timedelta(ago), mau=mau, dau=dau)
    return account
