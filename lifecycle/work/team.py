"""What a change of an account's team brings: tasks go along, the timeline tells it, a handover."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from accounts import timeline
from accounts.models import Account, EntryKind, PoolMember, TeamRole, User
from lifecycle.batch import Batch
from lifecycle.gather import Programmes, chosen
from lifecycle.models import Task, TeamChange, TeamSeen
from lifecycle.opportunities import following
from lifecycle.work import assign, handover, hands
from lifecycle.work.assign import HELD


class Change(NamedTuple):
    """A role of an account that went from one to another; None is the pool, or nobody."""

    account: int
    role: str
    before: int | None
    after: int | None


def day(
    pairs: Batch,
    programmes: Programmes,
    *,
    on: date,
    now: datetime,
) -> Counter[str]:
    """See to the changes that an import, or anything else, brought unnoticed."""
    changes = settle(pairs.accounts, by=None, on=on, now=now)
    return Counter({"team changes": len(changes)} if changes else {})


def settle(accounts: Collection[int], *, by: User | None, on: date, now: datetime) -> list[Change]:
    """See to whatever changed in the accounts' teams since they were last seen; twice is once.

    The caller holds a transaction with the accounts locked.
    """
    if not accounts:
        return []
    teams = _unsettled(accounts)
    changes = [change for team in teams for change in team.changes]
    if changes:
        moved = _move(changes, by=by, on=on, now=now)
        people = _people(changes)
        held = {(change.account, change.role): (change.before, change.after) for change in changes}
        following.follow(held, people, by=by, now=now)
        _tell(changes, moved, people, by=by, on=on, now=now)
        leaving = {
            change.account: people[change.before]
            for change in changes
            if change.role == TeamRole.TECHNICAL_ADVISOR and change.before in people
        }
        handover.begin(leaving, on=on, now=now)
    _see(teams)
    return changes


class _Team(NamedTuple):
    """Who holds the roles of an account in the order of HELD; None is one that was never seen."""

    account: int
    seen: tuple[int | None, ...] | None
    now: tuple[int | None, ...]

    @property
    def changes(self) -> list[Change]:
        """None for an account that was never seen."""
        return [
            Change(self.account, role, before, after)
            for role, before, after in zip(HELD, self.seen or self.now, self.now, strict=True)
            if before != after
        ]


def _unsettled(accounts: Collection[int]) -> list[_Team]:
    """The teams that are not the ones last seen, or were never seen."""
    now = {f"now_{role}": Coalesce(f"{role}_id", 0) for role in HELD}
    seen = {f"seen_{role}": Coalesce(f"team_seen__{role}_id", 0) for role in HELD}
    other = Q(team_seen__isnull=True)
    for role in HELD:
        other |= ~Q(**{f"now_{role}": F(f"seen_{role}")})
    rows = (
        Account.objects.filter(chosen("pk", accounts))
        .order_by("pk")
        .alias(**now, **seen)
        .filter(other)
        .values_list(
            "pk",
            "team_seen",
            *(f"team_seen__{role}_id" for role in HELD),
            *(f"{r}_id" for r in HELD),
        )
    )
    wanted = set(accounts)
    return [
        _Team(pk, tuple(held[:3]) if known else None, tuple(held[3:]))
        for pk, known, *held in rows
        if pk in wanted
    ]


def _move(
    changes: Sequence[Change], *, by: User | None, on: date, now: datetime
) -> dict[tuple[int, str], int]:
    """Give the open work of those who held the roles to those who do; count it by account."""
    tasks = _held_before(changes)
    routes = assign.owners(
        [(task.account_id, task.owner_role) for task in tasks],
        on=on,
        leaving={change.before for change in changes if change.before},
    )
    pairs = [(task, routes[task.account_id, task.owner_role]) for task in tasks]
    hands.give(pairs, by=by, now=now, why="the team changed")
    return Counter((task.account_id, task.owner_role) for task in tasks)


def _held_before(changes: Sequence[Change]) -> list[Task]:
    """Open tasks of the changed roles that were their holder's, or lent out in their stead."""
    before = {(change.account, change.role): change.before for change in changes}
    pool = set(PoolMember.objects.values_list("user_id", flat=True)) | {None}
    tasks = (
        Task.objects.open()
        .filter(account__among=sorted({change.account for change in changes}))
        .select_related("owner")
        .order_by("pk")
    )
    found = []
    for task in tasks:
        key = task.account_id, task.owner_role
        if key not in before:
            continue
        holder = before[key]
        holders = pool if holder is None else {holder}
        if task.owner_id in holders or (holder and task.instead_of_id == holder):
            found.append(task)
    return found


def _people(changes: Sequence[Change]) -> dict[int, User]:
    keys = {change.before for change in changes} | {change.after for change in changes}
    return User.objects.in_bulk(keys - {None})


def _tell(
    changes: Sequence[Change],
    moved: dict[tuple[int, str], int],
    people: dict[int, User],
    *,
    by: User | None,
    on: date,
    now: datetime,
) -> None:
    rows, lines = [], []
    for account, role, before, after in changes:
        tasks = moved.get((account, role), 0)
        nobody = "the pool" if role == TeamRole.TECHNICAL_ADVISOR else "nobody"
        step = f"from {people.get(before, nobody)} to {people.get(after, nobody)}"
        body = f"Open tasks that went along: {tasks}." if tasks else ""
        lines.append(
            timeline.Line(account, EntryKind.TEAM, f"{TeamRole(role).label}: {step}", body)
        )
        rows.append(
            TeamChange(
                account_id=account,
                role=role,
                before_id=before,
                after_id=after,
                tasks=tasks,
                on=on,
                by=by,
                at=now,
            )
        )
    TeamChange.objects.bulk_create(rows)
    timeline.log_lines(lines, on=on, now=now, by=by)


def _see(teams: Sequence[_Team]) -> None:
    TeamSeen.objects.bulk_create(
        [
            TeamSeen(account_id=team.account, ta_id=ta, ae_id=ae, ce_id=ce)
            for team in teams
            for ta, ae, ce in (team.now,)
        ],
        update_conflicts=True,
        unique_fields=["account"],
        update_fields=list(HELD),
        batch_size=500,
    )
