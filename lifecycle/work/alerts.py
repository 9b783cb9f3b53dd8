"""Looks a batch's day over for conditions that deserve an alert, and records what changed."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q, Sum

from accounts import bulk
from accounts.models import ROLES, Account, Contact, Ping, Suppression
from lifecycle import record
from lifecycle.alerts import episodes, months, rules
from lifecycle.alerts.episodes import Kept
from lifecycle.alerts.kinds import STANDING
from lifecycle.alerts.months import Month
from lifecycle.alerts.rules import NEEDED_ROLES, NOTHING, WATCHED, Beyond
from lifecycle.decide import Decision
from lifecycle.facts import AccountFacts
from lifecycle.gather import Programmes, chosen
from lifecycle.models import Alert, AlertKind, Task

Pair = tuple[AccountFacts, Decision]
# The closed months are looked at on the first days of a month: later nothing about them changes.
MONTH_DAYS = 5


def day(pairs: Sequence[Pair], programmes: Programmes, *, on: date, now: datetime) -> Counter[str]:
    """Raise what stands and is not recorded, and let pass what does not stand any more."""
    kept = _kept([facts.account for facts, _ in pairs], programmes, on)
    beyond = _beyond(pairs, kept, programmes, on)
    watches = {slug: rules.Watch(policy) for slug, policy in programmes.policies.items()}
    known = {episode.account for episode in kept}
    looks = {}
    for facts, decision in pairs:
        account, programme = facts.account, facts.programme
        found = watches[programme].look(facts, decision, beyond.get(account, NOTHING))
        if found.found or account in known:
            looks[account] = found, programmes.policies[programme]
    return record.standing(episodes.plan(looks, kept, on=on), on=on, now=now)


def _kept(accounts: Collection[int], programmes: Programmes, on: date) -> list[Kept]:
    """The episodes that stand, or passed so lately that they may go on."""
    again = max(policy.alert_again_days for policy in programmes.policies.values())
    lately = Q(passed_on__isnull=True) | Q(passed_on__gt=on - timedelta(again))
    rows = Alert.objects.filter(lately, chosen("account_id", accounts), kind__in=STANDING)
    wanted = set(accounts)
    found = rows.order_by().values_list("pk", "account_id", "kind", "key", "passed_on")
    return [Kept(*row) for row in bulk.read(found) if row[1] in wanted]


def _beyond(
    pairs: Sequence[Pair], kept: Sequence[Kept], programmes: Programmes, on: date
) -> dict[int, Beyond]:
    """What the day's facts do not hold, for the accounts that have any of it."""
    watched = {facts.account: facts for facts, d in pairs if d.state.stage in WATCHED}
    missing = _missing(watched, kept)
    programme = {facts.account: facts.programme for facts, _ in pairs}
    late = _overdue(programme, programmes, on)
    last = _last_pings([pk for pk, facts in watched.items() if _is_quiet(facts)], on)
    usage = _months(watched, on) if on.day <= MONTH_DAYS else {}
    found = {}
    for account in missing.keys() | late.keys() | last.keys() | usage.keys():
        days = programmes.policies[programme[account]].overdue_task_days
        tasks = tuple(task for task in late.get(account, ()) if (on - task[0]).days > days)
        found[account] = Beyond(
            missing.get(account, ()), last.get(account), tasks, usage.get(account)
        )
    return found


def _is_quiet(facts: AccountFacts) -> bool:
    return facts.figures.mau_on is None and facts.first_ping_on is not None


def _missing(
    watched: Mapping[int, AccountFacts], kept: Sequence[Kept]
) -> dict[int, tuple[str, ...]]:
    """The roles that every account needs, or an alert stands for, and nobody reachable holds."""
    if not watched:
        return {}
    mails = _roles_of_mails(kept)
    roles = tuple(dict.fromkeys((*NEEDED_ROLES, *sorted(set().union(*mails.values())))))
    silenced = Suppression.objects.of_everything().filter(address=OuterRef("email"))
    lacks_one = Q(*[(f"n_{role}", 0) for role in roles], _connector=Q.OR)
    rows = (
        Contact.objects.current()
        .filter(chosen("account_id", watched))
        .exclude(Exists(silenced))
        .order_by()
        .values("account_id")
        .annotate(**{f"n_{role}": Count("pk", filter=Q(**{role: True})) for role in roles})
        .filter(lacks_one)
        .values_list("account_id", *[f"n_{role}" for role in roles])
    )
    held = {row[0]: row[1:] for row in bulk.read(rows)}
    nobody = (0,) * len(roles)
    found = {}
    for account, facts in watched.items():
        # Nothing was found of those who have all, and of those who have no one, not a champion.
        if account not in held and facts.champion:
            continue
        counts = held.get(account, nobody)
        needed = (*NEEDED_ROLES, *mails.get(account, ()))
        lacking = tuple(
            role for role, n in zip(roles, counts, strict=True) if not n and role in needed
        )
        if lacking:
            found[account] = lacking
    return found


def _roles_of_mails(kept: Sequence[Kept]) -> dict[int, set[str]]:
    """Roles beyond the needed ones that an alert stands for, because a mail was due to them."""
    found: dict[int, set[str]] = {}
    for episode in kept:
        stands = episode.kind == AlertKind.MISSING_ROLE and episode.passed_on is None
        if stands and episode.key in ROLES:
            found.setdefault(episode.account, set()).add(episode.key)
    return found


def _overdue(
    accounts: Collection[int], programmes: Programmes, on: date
) -> dict[int, list[tuple[date, str]]]:
    """Tasks overdue for longer than the strictest programme allows, the oldest first."""
    days = min(policy.overdue_task_days for policy in programmes.policies.values())
    rows = (
        Task.objects.waiting(on=on)
        .filter(chosen("account_id", accounts), due_on__lt=on - timedelta(days))
        .order_by("due_on", "pk")
        .values_list("account_id", "due_on", "title")
    )
    found: dict[int, list[tuple[date, str]]] = {}
    for account, due_on, title in rows:
        if account in accounts:
            found.setdefault(account, []).append((due_on, title))
    return found


def _last_pings(quiet: Collection[int], on: date) -> dict[int, date]:
    if not quiet:
        return {}
    rows = Ping.objects.filter(account_id__among=list(quiet), date__lt=on).order_by()
    return dict(rows.values_list("account_id").annotate(Max("date")))


def _months(watched: Mapping[int, AccountFacts], on: date) -> dict[int, tuple[Month, ...]]:
    """The closed months of the accounts that reported before the last two of them."""
    firsts = months.closed(on)
    old = {
        pk
        for pk, facts in watched.items()
        if facts.first_ping_on and facts.first_ping_on < firsts[1]
    }
    if not old:
        return {}
    ends = [*firsts[1:], on.replace(day=1)]
    figures = {}
    for place, (first, end) in enumerate(zip(firsts, ends, strict=True)):
        within = Q(pings__date__gte=first, pings__date__lt=end)
        figures[f"pings{place}"] = Count("pings__date", filter=within)
        figures[f"mau{place}"] = Sum("pings__mau", filter=within, default=0)
        figures[f"dau{place}"] = Sum("pings__dau", filter=within, default=0)
    rows = (
        Account.objects.filter(
            chosen("pk", old), pings__date__gte=firsts[0], pings__date__lt=ends[-1]
        )
        .order_by()
        .values("pk")
        .annotate(**figures)
        .values_list("pk", *figures)
    )
    return {
        row[0]: tuple(
            Month(first, *row[1 + 3 * place : 4 + 3 * place]) for place, first in enumerate(firsts)
        )
        for row in rows
    }
