"""Business reviews for tests, begun by the verb that people use."""

from datetime import timedelta

from accounts.models import Account, Ping, Programme
from lifecycle.models import BusinessReview
from lifecycle.reviews import build
from tests.factories.accounts import (
    AccountFactory,
    ContactFactory,
    ContractFactory,
    FeatureUseFactory,
    SignalFactory,
    UserFactory,
)
from tests.factories.cast import NOW, TODAY
from tests.factories.lifecycle import AccountStateFactory

FIRST, LAST = TODAY.replace(year=2025, month=10, day=1), TODAY.replace(year=2025, month=12, day=31)


def customer(programme: str = "scaled", **changes) -> Account:
    """Half a year old on TODAY, with pings, one feature, signals, a champion and an advisor."""
    account = AccountFactory(
        programme=Programme.objects.get(slug=programme),
        **({"ta": UserFactory(first_name="Tess", last_name="Advisor"), "name": "Acme"} | changes),
    )
    began = TODAY - timedelta(190)
    ContractFactory(account=account, start=began, seats=100)
    Ping.objects.bulk_create(
        Ping(account=account, date=TODAY - timedelta(back), mau=85, dau=30, version="5.9.0")
        for back in range(1, 100)
    )
    FeatureUseFactory(account=account, feature="batch_changes", first_used_on=LAST)
    SignalFactory(account=account, date=LAST - timedelta(3), defect_tickets_90d=1)
    ContactFactory(account=account, first_name="Ada", last_name="Champ", champion=True)
    AccountStateFactory(
        account=account, stage="nurturing", relationship=1, relationship_start=began, seats=100
    )
    return account


def begun(account: Account | None = None, **changes) -> BusinessReview:
    """A draft of the last quarter of 2025."""
    account = account or customer()
    given = {"title": "Review of the quarter", "first": FIRST, "last": LAST, "by": account.ta}
    return build.begin(account, now=NOW, **(given | changes))


def filled(review: BusinessReview) -> BusinessReview:
    """No point is left empty."""
    review.sections.filter(body="").update(body="Something was said.")
    review.sections.filter(kind="value").update(body="Much was gained.")
    return review
