"""A synthetic book of any size, filled straight into the tables for measuring."""

import random
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models.functions import Mod

from accounts.models import Account, Contact, Contract, Ping, Programme
from campaigns.day import Rules, conclude
from lifecycle import gather
from lifecycle.facts import State
from lifecycle.models import AccountState

DAY = date(2025, 6, 18)
_CHUNK = 5000
_PRODUCTS = ("code_search", "cody", "code_search;cody")


def fill(accounts: int, *, on: date = DAY, tracked_days: int = 1, ping_days: int = 29) -> None:
    """Accounts in every stage, two contacts each, one ping a day with steady figures."""
    programmes = list(Programme.objects.order_by("pk"))
    chance = random.Random(accounts)
    for first in range(0, accounts, _CHUNK):
        numbers = range(first, min(first + _CHUNK, accounts))
        with transaction.atomic():
            _fill_chunk(numbers, programmes, chance, on, tracked_days, ping_days)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("vacuum analyze")


def _fill_chunk(numbers, programmes, chance, on, tracked_days, ping_days) -> None:
    rows = Account.objects.bulk_create(
        [
            Account(
                external_id=f"bench-{number:07d}",
                name=f"Account {number}",
                programme=programmes[number % len(programmes)],
                time_zone="Europe/Berlin",
                tracked_from=on - timedelta(tracked_days),
            )
            for number in numbers
        ]
    )
    contracts, contacts, pings = [], [], []
    days = [on - timedelta(back) for back in range(1, ping_days + 1)]
    for row in rows:
        start = on - timedelta(chance.randrange(-60, 1000))
        ends = start + timedelta(365 * (max((on - start).days, 0) // 365 + 1))
        seats = chance.randrange(10, 2000)
        mau = chance.randrange(0, seats)
        dau = chance.randrange(0, mau + 1)
        contracts.append(
            Contract(
                account=row,
                start=start,
                end=ends,
                signed_on=start - timedelta(10),
                seats=seats,
                products=chance.choice(_PRODUCTS),
            )
        )
        contacts += [
            Contact(
                account=row, email=f"a{row.pk}@bench.example", program_contact=True, champion=True
            ),
            Contact(
                account=row,
                email=f"b{row.pk}@bench.example",
                instance_admin=True,
                economic_buyer=row.pk % 3 == 0,
            ),
        ]
        pings += [Ping(account=row, date=day, dau=dau, mau=mau) for day in days]
    Contract.objects.bulk_create(contracts)
    Contact.objects.bulk_create(contacts)
    Ping.objects.bulk_create(pings)


def live(*, on: date, days: int = 8) -> None:
    """Give every account the state that some days of the rules leave behind, without mails.

    Figures are steady, so the facts of the last day stand for those before it too.
    """
    rules, yesterday = Rules.load(), on - timedelta(1)
    keys = list(Account.objects.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(keys), _CHUNK):
        facts = gather.facts(
            keys[first : first + _CHUNK],
            rules.programmes,
            on=yesterday,
            recent_from=on,
            closed_month=False,
        )
        states: dict[int, State] = {}
        for back in range(days, 0, -1):
            pairs = conclude(facts, states, rules, on=on - timedelta(back))
            states = {found.account: decision.state for found, decision in pairs}
        AccountState.objects.bulk_create(
            AccountState(
                account_id=account,
                decided_through=yesterday,
                mailed_through=yesterday,
                **state._asdict(),
            )
            for account, state in states.items()
        )


def disturb(percent: int) -> int:
    """Give that share of the accounts a stage they are not in, so that the day corrects it."""
    chosen = AccountState.objects.annotate(part=Mod("account_id", 100)).filter(part__lt=percent)
    changed = chosen.filter(stage="adopting").update(stage="renewing", rule_stage="renewing")
    others = chosen.exclude(stage__in=("adopting", "renewing"))
    return changed + others.update(stage="adopting", rule_stage="adopting")
