"""A small book made by chance: odd terms, shared addresses, gaps in the data, opt-outs."""

from datetime import UTC, date, datetime, timedelta
from random import Random

from accounts import consent
from accounts.models import (
    ROLES,
    Account,
    Contact,
    Contract,
    FeatureUse,
    Ping,
    Programme,
    Signal,
    Suppression,
    User,
)
from campaigns.models import Touch
from lifecycle import record
from lifecycle.models import (
    Alert,
    HealthChange,
    Opportunity,
    PlaybookRun,
    RenewalAssessment,
    RiskCase,
    StageChange,
    StageOverride,
    Task,
)

MOMENT = datetime(2025, 1, 1, 6, tzinfo=UTC)
_ZONES = ("UTC", "America/New_York", "Asia/Kolkata", "")
_PRODUCTS = ("code_search", "cody", "code_search;cody", "")
_ADDRESSES = tuple(f"person{number}@shared.example" for number in range(6))


def make(chance: Random, *, first: date, accounts: int = 5) -> None:
    """Accounts tracked from around the first day, with facts before, on and after it."""
    programmes = list(Programme.objects.order_by("pk"))
    for number in range(accounts):
        account = Account.objects.create(
            external_id=f"chance-{number}",
            name=f"Chance {number}",
            programme=chance.choice(programmes),
            time_zone=chance.choice(_ZONES),
            tracked_from=first - timedelta(chance.choice((0, 0, 1, 40))),
        )
        _terms(chance, account, first)
        _people(chance, account)
        _usage(chance, account, first)
        _signals(chance, account, first)
    consent.opt_out(chance.sample(_ADDRESSES, 1), source="chance", now=MOMENT)


def clear() -> None:
    """Take another book away, the ledgers that protect it first.

    For tests that send, which cannot be inside a transaction to roll back.
    """
    work = (RiskCase, RenewalAssessment, Opportunity, Task, PlaybookRun)
    ledgers = (Touch, StageChange, HealthChange, Alert, StageOverride)
    for model in (*work, *ledgers, Suppression, Account):
        model.objects.all().delete()


def override(chance: Random, *, on: date) -> None:
    """A person sets one account's stage for a while."""
    owner, _ = User.objects.get_or_create(username="chance", email="chance@portal.example")
    record.override(
        chance.choice(list(Account.objects.order_by("pk"))),
        chance.choice(("onboarding", "adopting", "nurturing", "renewing")),
        ends_on=on + timedelta(chance.randrange(1, 40)),
        reason="By chance.",
        owner=owner,
        on=on,
        now=MOMENT,
    )


def _terms(chance: Random, account: Account, first: date) -> None:
    start = first + timedelta(chance.randrange(-500, 60))
    for _ in range(chance.randrange(1, 4)):
        end = start + timedelta(chance.choice((90, 200, 365, 365)))
        churned = end + timedelta(1) if chance.random() < 0.2 else None
        Contract.objects.create(
            account=account,
            start=start,
            end=end,
            signed_on=start + timedelta(chance.choice((-30, -5, 0, 12))),
            seats=chance.choice((0, 10, 50, 120)),
            products=chance.choice(_PRODUCTS),
            churned_on=churned,
        )
        start = end + timedelta(chance.choice((0, 0, 0, 30, 120)))


def _people(chance: Random, account: Account) -> None:
    for address in chance.sample(_ADDRESSES, chance.randrange(0, 4)):
        roles = {role: True for role in chance.sample(ROLES, chance.randrange(0, 4))}
        zone = chance.choice(_ZONES)
        Contact.objects.create(account=account, email=address, time_zone=zone, **roles)


def _usage(chance: Random, account: Account, first: date) -> None:
    """Blocks of steady use with holes between them, some of it after the first day."""
    day = first - timedelta(chance.randrange(0, 120))
    pings = []
    while day < first + timedelta(100) and chance.random() < 0.97:
        mau = chance.choice((0, 5, 20, 45, 60, 110))
        dau = chance.randrange(0, mau + 1)
        for _ in range(chance.choice((3, 10, 30))):
            pings.append(Ping(account=account, date=day, dau=dau, mau=mau))
            day += timedelta(1)
        day += timedelta(chance.choice((0, 0, 4, 15)))
    Ping.objects.bulk_create(pings)
    for feature in chance.sample(("notebooks", "cody_chat", "code_insights"), 2):
        used_on = first + timedelta(chance.randrange(-20, 90))
        FeatureUse.objects.create(account=account, feature=feature, first_used_on=used_on)


def _signals(chance: Random, account: Account, first: date) -> None:
    for back in chance.sample(range(-60, 60), 2):
        Signal.objects.create(
            account=account,
            date=first + timedelta(back),
            defect_tickets_90d=chance.choice((None, 0, 3, 9)),
            versions_behind=chance.choice((None, 1, 4, 6)),
            ta_sentiment=chance.choice(("", "healthy", "poor")),
            last_activity_on=chance.choice((None, first - timedelta(3))),
        )
