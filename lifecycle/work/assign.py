"""Finds out whose work it is, for any number of accounts at once, in a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import NamedTuple

from django.db.models import Count, F, Q

from accounts.models import Account, Pool, PoolMember, TeamRole, User
from lifecycle.gather import chosen
from lifecycle.models import Task, TaskState
from lifecycle.models.task import TaskQuerySet
from lifecycle.work import cover, routing
from lifecycle.work.routing import Ask, Desk, Member, Route

Wanted = tuple[int, str]
# The pool looks after what an advisor would; the other roles are held by a person or by nobody.
POOLED = TeamRole.TECHNICAL_ADVISOR
HELD = ("ta", "ae", "ce")


def owners(
    wanted: Iterable[Wanted], *, on: date, holder: int | None = None, leaving: Collection[int] = ()
) -> dict[Wanted, Route]:
    """Who does work of a role on an account, by both; named twice, it counts for two pieces.

    With a `holder` it is theirs to begin with, whatever the account says. Those named as `leaving`
    do not keep work for having some there already.
    """
    pieces = Counter(wanted)
    if not pieces:
        return {}
    asks = _asks(pieces, leaving)
    if holder is not None:
        asks = [ask._replace(holder=holder) for ask in asks]
    desk = _desk(asks, on)
    return {(ask.account, ask.role): desk.route(ask, pieces[ask.account, ask.role]) for ask in asks}


def owner(account: int, role: str, *, on: date) -> Route:
    return owners([(account, role)], on=on)[account, role]


GIVEN = ("owner_id", "because", "instead_of_id", "absence_id")


def given(route: Route) -> dict[str, object]:
    """The fields of a task that say whose it is."""
    values = (route.owner, route.because[:200], route.instead_of, route.absence)
    return dict(zip(GIVEN, values, strict=True))


def _asks(wanted: Collection[Wanted], leaving: Collection[int]) -> list[Ask]:
    teams = _teams({account for account, _ in wanted})
    pooled = {account for account, role in wanted if role == POOLED and teams[account].pool}
    there = _there(pooled, leaving) if pooled else {}
    return [
        Ask(
            account,
            role,
            teams[account].holders.get(role),
            teams[account].pool if role == POOLED else None,
            there.get(account, ()) if role == POOLED else (),
        )
        for account, role in sorted(wanted)
    ]


class _Team(NamedTuple):
    holders: dict[str, int | None]
    pool: int | None


def _teams(accounts: set[int]) -> dict[int, _Team]:
    """Who holds the roles; a member who may not log in any more holds none."""
    names = [f"{role}{of}" for role in HELD for of in ("_id", "__is_active")]
    rows = Account.objects.filter(chosen("pk", accounts)).order_by()
    return {
        account: _Team(
            {role: held[2 * place] for place, role in enumerate(HELD) if held[2 * place + 1]}, pool
        )
        for account, pool, *held in rows.values_list("pk", "programme__pool_id", *names)
    }


def _there(accounts: set[int], leaving: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Owners of open work on the accounts, who has most of it first."""
    rows = (
        Task.objects.filter(chosen("account_id", accounts), state=TaskState.OPEN)
        .exclude(owner__in=leaving)
        .filter(owner_role=POOLED, owner__isnull=False)
        .order_by()
        .values_list("account_id", "owner_id")
        .annotate(count=Count("pk"))
    )
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for account, user, count in rows:
        found[account].append((-count, user))
    return {account: tuple(user for _, user in sorted(users)) for account, users in found.items()}


def _desk(asks: Collection[Ask], on: date) -> Desk:
    pools = _pools({ask.pool for ask in asks if ask.pool is not None})
    away = cover.away(on=on)
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=away)} if away else {}
    return Desk(names, away, pools, _loads(pools))


class _Count(NamedTuple):
    """The open work of these pools, with what was given out since it was counted."""

    pools: set[int]
    loads: Counter[tuple[int, int]]


_kept: ContextVar[_Count | None] = ContextVar("kept", default=None)


@contextmanager
def one_count() -> Iterator[None]:
    """Within it the work of each pool is counted once, and what is given out is added.

    For the batches of a day, which would each count the work of the whole book. What people do
    meanwhile, and what a batch gives out and takes back, is seen when it is counted next.
    """
    token = _kept.set(_Count(set(), Counter()))
    try:
        yield
    finally:
        _kept.reset(token)


def _loads(pools: Collection[int]) -> Counter[tuple[int, int]]:
    """The desk adds to it what it gives out."""
    kept = _kept.get() or _Count(set(), Counter())
    if new := set(pools) - kept.pools:
        kept.pools.update(new)
        kept.loads.update(loads(new))
    return kept.loads


def _pools(keys: set[int]) -> dict[int, routing.Pool]:
    """With those of their members who take new work."""
    rows = (
        Pool.objects.filter(pk__in=keys)
        .order_by("pk", "members__pk")
        .values_list("pk", "name", "members__user_id", "members__weight")
        .annotate(takes=Q(members__active=True, members__user__is_active=True))
    )
    found: dict[int, routing.Pool] = {}
    for pool, name, user, weight, takes in rows:
        before = found.setdefault(pool, routing.Pool(name))
        if takes:
            found[pool] = before._replace(members=(*before.members, Member(user, weight)))
    return found


def loads(pools: Collection[int]) -> Counter[tuple[int, int]]:
    """Open work of each pool by member, with what somebody does in their stead.

    Work on named accounts is the pool's only where a member stands in for their holder.
    """
    members = set(PoolMember.objects.filter(pool__in=pools).values_list("pool", "user"))
    served = Task.objects.open().filter(
        # Named one by one, they let the database begin with their tasks, not with all open ones.
        owner__in={user for _, user in members},
        owner_role=POOLED,
        account__programme__pool__in=pools,
    )
    own = served.filter(
        Q(account__ta=None) | Q(instead_of__isnull=False, instead_of=F("account__ta"))
    )
    instead = Task.objects.open().filter(
        owner_role=POOLED,
        instead_of__isnull=False,
        account__ta=None,
        account__programme__pool__in=pools,
    )
    found = Counter({key: count for key, count in _counted(own, "owner_id") if key in members})
    found.update(dict(_counted(instead, "instead_of_id")))
    return found


def _counted(tasks: TaskQuerySet, holder: str) -> list[tuple[tuple[int, int], int]]:
    """So many of each pool and holder."""
    rows = tasks.order_by().values_list("account__programme__pool", holder)
    return [((pool, user), count) for pool, user, count in rows.annotate(count=Count("pk"))]
