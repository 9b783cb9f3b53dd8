"""Looks a batch's day over for conditions that deserve an alert, and records what changed."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Q, Sum

from accounts import bulk
from accounts.models import ROLES, Account, Contact, Ping, Suppression
from lifecycle import record
from lifecycle.alerts import episodes, months, words
from lifecycle.alerts.episodes import Changes, Episodes, Raised
from lifecycle.alerts.kinds import STANDING
from lifecycle.alerts.months import Month
from lifecycle.alerts.rules import NOTHING, WATCHED, Beyond, Watch
from lifecycle.batch import Batch, Pair
from lifecycle.facts import NEEDED_ROLES, AccountFacts
from lifecycle.gather import Programmes, chosen
from lifecycle.models import Alert, AlertKind, Task

# The closed months are looked at on the first days of a month: later nothing about them changes.
MONTH_DAYS = 5


def day(pairs: Batch, programmes: Programmes, *, on: date, now: datetime) -> Counter[str]:
    """Raise what stands and is not recorded, and let pass what does not stand any more."""
    kept = _kept(pairs.accounts, programmes, on)
    beyond = _beyond(pairs, kept, programmes, on)
    watches = {slug: Watch(policy) for slug, policy in programmes.policies.items()}
    changes = Changes([], [], [])
    for facts, decision in pairs:
        account, watch = facts.account, watches[facts.programme]
        around = beyond.get(account, NOTHING)
        look, mine = watch.look(facts, decision, around), kept.get(account, _NONE)
        if not mine and not look.places:
            continue
        again_days = watch.policy.alert_again_days
        begun, passed, returned = episodes.steps(look, mine, again_days=again_days, on=on)
        for place in begun:
            finding = words.tell(place, words.Sight(facts, decision, around, watch.policy))
            changes.raised.append(Raised(account, finding, watch.policy.alerts[place.kind]))
        changes.passed.extend(passed)
        changes.returned.extend(returned)
    return record.standing(changes, on=on, now=now)


_NONE: Episodes = {}


def _kept(accounts: Collection[int], programmes: Programmes, on: date) -> dict[int, Episodes]:
    """The episodes that stand, or passed so lately that they may go on."""
    again = max(policy.alert_again_days for policy in programmes.policies.values())
    lately = Q(passed_on__isnull=True) | Q(passed_on__gt=on - timedelta(again))
    rows = Alert.objects.filter(lately, chosen("account_id", accounts), kind__in=STANDING)
    wanted = set(accounts)
    found = rows.order_by().values_list("pk", "account_id", "kind", "key", "passed_on")
    return episodes.newest(row for row in bulk.read(found) if row[1] in wanted)


def _beyond(
    pairs: Sequence[Pair], kept: Mapping[int, Episodes], programmes: Programmes, on: date
) -> dict[int, Beyond]:
    """What the day's facts do not hold, for the accounts that have any of it."""
    roles = _roles_of_mails(kept)
    late = _overdue(pairs, programmes, on)
    last = _last_pings([facts.account for facts, _ in pairs if _is_quiet(facts)], on)
    usage = _months(pairs, on) if on.day <= MONTH_DAYS else {}
    return {
        account: Beyond(
            roles.get(account, ()), last.get(account), late.get(account, ()), usage.get(account)
        )
        for account in roles.keys() | late.keys() | last.keys() | usage.keys()
    }


def _is_quiet(facts: AccountFacts) -> bool:
    return facts.figures.mau_on is None and facts.first_ping_on is not None


def _roles_of_mails(kept: Mapping[int, Episodes]) -> dict[int, tuple[str, ...]]:
    """Roles beyond the needed ones that an alert stands for, because a mail was due to them.

    Those that nobody holds still who may be written to.
    """
    asked: dict[int, list[str]] = {}
    for account, mine in kept.items():
        for (kind, key), episode in mine.items():
            if kind == AlertKind.MISSING_ROLE and key in _OTHERS and episode.passed_on is None:
                asked.setdefault(account, []).append(key)
    if not asked:
        return {}
    silenced = Suppression.objects.of_everything().values("address")
    held: dict[int, set[str]] = {}
    contacts = Contact.objects.current().filter(account_id__among=sorted(asked))
    for account, *flags in contacts.exclude(email__in=silenced).values_list("account_id", *_OTHERS):
        names = {role for role, has in zip(_OTHERS, flags, strict=True) if has}
        held.setdefault(account, set()).update(names)
    lacking = {
        account: tuple(role for role in roles if role not in held.get(account, ()))
        for account, roles in asked.items()
    }
    return {account: roles for account, roles in lacking.items() if roles}


_OTHERS = tuple(role for role in ROLES if role not in NEEDED_ROLES)


def _overdue(
    pairs: Batch, programmes: Programmes, on: date
) -> dict[int, tuple[tuple[date, str], ...]]:
    """Tasks overdue for longer than the account's programme allows, the oldest first."""
    days = min(policy.overdue_task_days for policy in programmes.policies.values())
    rows = list(
        Task.objects.waiting(on=on)
        .filter(chosen("account_id", pairs.accounts), due_on__lt=on - timedelta(days))
        .order_by("due_on", "pk")
        .values_list("account_id", "due_on", "title")
    )
    late = {account for account, *_ in rows}
    allowed = {
        facts.account: programmes.policies[facts.programme].overdue_task_days
        for facts, _ in pairs
        if facts.account in late
    }
    found: dict[int, tuple[tuple[date, str], ...]] = {}
    for account, due_on, title in rows:
        if account in allowed and (on - due_on).days > allowed[account]:
            found[account] = (*found.get(account, ()), (due_on, title))
    return found


def _last_pings(quiet: Collection[int], on: date) -> dict[int, date]:
    if not quiet:
        return {}
    rows = Ping.objects.filter(account_id__among=list(quiet), date__lt=on).order_by()
    return dict(rows.values_list("account_id").annotate(Max("date")))


def _months(pairs: Batch, on: date) -> dict[int, tuple[Month, ...]]:
    """The closed months of the accounts that reported before the last two of them."""
    firsts = months.closed(on)
    old = {
        facts.account
        for facts, decision in pairs
        if decision.state.stage in WATCHED
        and facts.first_ping_on
        and facts.first_ping_on < firsts[1]
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
