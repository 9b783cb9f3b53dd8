"""What the facts of a day say about the measures that objectives are bound to."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count

from accounts.models import Account, Contact, Ping
from lifecycle import gather
from lifecycle.batch import Pair
from lifecycle.decide import Decision, decide
from lifecycle.facts import NEW, AccountFacts
from lifecycle.gather import Programmes
from lifecycle.models import Measure, Objective
from lifecycle.policy import Policy


class Figure(NamedTuple):
    """A value with the date of its data."""

    value: Decimal
    on: date


def now(account: Account, programmes: Programmes, *, on: date) -> Pair:
    """Facts and conclusions of a single account, for what cannot wait for its next day."""
    found = gather.facts([account.pk], programmes, on=on, recent_from=on, closed_month=False)
    policy = programmes.policies[programmes.slugs[account.programme_id]]
    facts = found[account.pk]
    return facts, decide(facts, NEW, policy, on=on)


def read(
    objectives: Collection[Objective], pairs: Iterable[Pair], programmes: Programmes, *, on: date
) -> dict[int, Figure]:
    """The figure of each bound objective, by its key; one without data is left out.

    At most two queries, whatever is asked for.
    """
    known = {facts.account: (facts, decision) for facts, decision in pairs}
    asked = _by_measure(objectives)
    features = _features(asked.get(Measure.FEATURE_USERS, {}), known, programmes, on)
    champions = _champions(asked.get(Measure.CHAMPIONS, {}))
    found: dict[int, Figure] = {}
    for objective in objectives:
        account = objective.plan.account_id
        if objective.measure == Measure.FEATURE_USERS:
            figure = features.get((account, objective.feature))
        elif objective.measure == Measure.CHAMPIONS:
            figure = Figure(Decimal(champions.get(account, 0)), on)
        else:
            facts, decision = known[account]
            policy = programmes.policies[facts.programme]
            figure = _concluded(objective.measure, facts, decision, policy)
        if figure is not None:
            found[objective.pk] = figure
    return found


def _by_measure(objectives: Iterable[Objective]) -> dict[str, dict[int, None]]:
    found: dict[str, dict[int, None]] = {}
    for objective in objectives:
        found.setdefault(objective.measure, {})[objective.plan.account_id] = None
    return found


def _concluded(
    measure: str, facts: AccountFacts, decision: Decision, policy: Policy
) -> Figure | None:
    """Percentages and averages are cut off, as everywhere."""
    figures, state = facts.figures, decision.state
    if measure == Measure.HEALTH:
        return None if state.score is None else Figure(Decimal(state.score) / 100, decision.on)
    if figures.mau_on is None:
        return None
    value = {
        Measure.UTILIZATION: state.utilization,
        Measure.USAGE: state.usage,
        Measure.MAU: figures.mau,
        Measure.DAU: figures.dau_total // figures.dau_days
        if figures.dau_days >= policy.usage_minimum_pings
        else None,
    }.get(measure)
    return None if value is None else Figure(Decimal(value), figures.mau_on)


def _features(
    accounts: Mapping[int, None], known: Mapping[int, Pair], programmes: Programmes, on: date
) -> dict[tuple[int, str], Figure]:
    """The newest count of each feature, from pings that are not too old to count."""
    if not accounts:
        return {}
    days = {key: programmes.policies[known[key][0].programme].mau_days for key in accounts}
    pings = (
        Ping.objects.filter(
            account_id__among=list(accounts),
            date__gte=on - timedelta(max(days.values())),
            date__lt=on,
            feature_users__isnull=False,
        )
        .order_by("date")
        .values_list("account_id", "date", "feature_users")
    )
    return {
        (account, feature): Figure(Decimal(users), day)
        for account, day, counts in pings
        if day >= on - timedelta(days[account])
        for feature, users in counts.items()
        if isinstance(users, int)
    }


def _champions(accounts: Mapping[int, None]) -> dict[int, int]:
    if not accounts:
        return {}
    held = Contact.objects.current().filter(account_id__among=list(accounts), champion=True)
    return dict(held.order_by().values_list("account_id").annotate(Count("pk")))
