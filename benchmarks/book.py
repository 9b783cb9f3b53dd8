"""A synthetic book of any size, filled straight into the tables for measuring."""

import random
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection, transaction
from django.db.models.functions import Mod

from accounts.models import Account, Contact, Contract, Pool, PoolMember, Programme, User
from campaigns.day import Rules, conclude
from lifecycle import gather
from lifecycle.facts import State
from lifecycle.models import AccountState
from lifecycle.work import day as work

DAY = date(2025, 6, 18)
_CHUNK = 5000
_TEAM = 20
_PRODUCTS = ("code_search", "cody", "code_search;cody")


def fill(accounts: int, *, on: date = DAY, ping_days: int = 29) -> None:
    """Accounts in every stage, two contacts each, one ping a day with steady figures.

    Each account has its executive and engineer, and an advisor or a pool with a team.
    """
    programmes = list(Programme.objects.order_by("pk"))
    team = _fill_team()
    chance = random.Random(accounts)
    for first in range(0, accounts, _CHUNK):
        numbers = range(first, min(first + _CHUNK, accounts))
        with transaction.atomic():
            _fill_chunk(numbers, programmes, team, chance, on)
    _fill_pings(on, ping_days)
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze" if connection.vendor == "postgresql" else "analyze")


def _fill_team() -> list[User]:
    """So many of each pool; returns those that hold other roles."""
    for pool in Pool.objects.order_by("pk"):
        members = [_person(f"{pool.slug}-{number}") for number in range(_TEAM)]
        PoolMember.objects.bulk_create(PoolMember(pool=pool, user=user) for user in members)
    return [_person(f"colleague-{number}") for number in range(_TEAM)]


def _person(name: str) -> User:
    return User.objects.create(username=name, email=f"{name}@bench.example")


def _fill_chunk(numbers, programmes, team, chance, on) -> None:
    rows = Account.objects.bulk_create(
        [
            Account(
                external_id=f"bench-{number:07d}",
                name=f"Account {number}",
                programme=programmes[number % len(programmes)],
                ta=None if programmes[number % len(programmes)].pool_id else team[number % _TEAM],
                ae=team[number % _TEAM],
                ce=team[number // _TEAM % _TEAM],
                time_zone="Europe/Berlin",
                tracked_from=on - timedelta(1),
            )
            for number in numbers
        ]
    )
    contracts, contacts = [], []
    for row in rows:
        start = on - timedelta(chance.randrange(-60, 1000))
        ends = start + timedelta(365 * (max((on - start).days, 0) // 365 + 1))
        contracts.append(
            Contract(
                account=row,
                start=start,
                end=ends,
                signed_on=start - timedelta(10),
                seats=chance.randrange(10, 2000),
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
    Contract.objects.bulk_create(contracts)
    Contact.objects.bulk_create(contacts)


def _fill_pings(on: date, days: int) -> None:
    """A day of the whole book at a time, as pings arrive; up to nine in ten seats are used."""
    insert = """
        INSERT INTO accounts_ping (account_id, date, dau, mau, version)
        SELECT account_id, %s, seats * (id %% 10) * (id %% 7) / 70, seats * (id %% 10) / 10, ''
        FROM accounts_contract"""
    for back in range(days, 0, -1):
        with connection.cursor() as cursor:
            cursor.execute(insert, [on - timedelta(back)])


def live(*, on: date, days: int = 8) -> None:
    """Give every account the state and work that some days of the rules leave, without mails.

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
        # What is open by now was opened before; the day measured adds its own.
        work.day(pairs, rules.programmes, on=yesterday, now=datetime.combine(on, time(), UTC))


def disturb(percent: int) -> int:
    """Give that share of the accounts a stage they are not in, so that the day corrects it."""
    chosen = AccountState.objects.annotate(part=Mod("account_id", 100)).filter(part__lt=percent)
    changed = chosen.filter(stage="adopting").update(stage="renewing", rule_stage="renewing")
    others = chosen.exclude(stage__in=("adopting", "renewing"))
    return changed + others.update(stage="adopting", rule_stage="adopting")
