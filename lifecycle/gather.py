"""Tables to facts, for a batch of accounts, in a fixed number of queries."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from accounts import bulk
from accounts.lookups import Keys
from accounts.models import (
    Account,
    Contact,
    Contract,
    ContractKind,
    FeatureUse,
    Programme,
    Signal,
    TimelineEntry,
)
from accounts.models.timeline import CONTACT_KINDS
from lifecycle import pings, reachable
from lifecycle.batch import Accounts
from lifecycle.facts import NO_SIGNALS, AccountFacts, Override, Signals, State, Term, named
from lifecycle.models import AccountState, StageOverride
from lifecycle.policy import Policy, read
from lifecycle.reachable import NOBODY, Held

STATE_FIELDS = State._fields


@dataclass(frozen=True, slots=True)
class Programmes:
    """Slug and policy of each programme, by its primary key."""

    slugs: dict[int, str]
    policies: dict[str, Policy]

    @classmethod
    def load(cls) -> "Programmes":
        """Read them all; raises PolicyError when one cannot be used."""
        rows = list(Programme.objects.values_list("pk", "slug", "policy"))
        return cls(
            slugs={pk: slug for pk, slug, _ in rows},
            policies={slug: read(policy) for _, slug, policy in rows},
        )


def chosen(field: str, accounts: Collection[int]) -> Q:
    """The rows of these accounts: by range where they stand close together, else by list."""
    low, high = accounts.reach if isinstance(accounts, Accounts) else (min(accounts), max(accounts))
    if len(accounts) * 2 > high - low:
        return Q(**{f"{field}__gte": low, f"{field}__lte": high})
    return Q(**{f"{field}__among": Keys(accounts)})


def facts(
    accounts: Collection[int],
    programmes: Programmes,
    *,
    on: date,
    recent_from: date,
    closed_month: bool,
) -> dict[int, AccountFacts]:
    """What may be known of the accounts early on the day, by account.

    `recent_from` bounds the first uses, `closed_month` asks for the pings of the month before.
    """
    if not accounts:
        return {}
    activity = _activity(accounts, on)
    around = _Around(
        _terms(accounts),
        _signals(accounts, activity, on),
        reachable.roles(Contact.objects.filter(chosen("account_id", accounts))),
        _first_uses(accounts, recent_from, on),
        _closed_month(accounts, on) if closed_month else {},
        _overrides(accounts, on),
    )
    wanted = accounts if isinstance(accounts, set | frozenset | dict) else set(accounts)
    return {
        row[0]: _snapshot(row, around, programmes.slugs, on)
        for row in bulk.read(_rows(accounts, programmes, on))
        if row[0] in wanted
    }


class _Around(NamedTuple):
    """What other tables say, by account."""

    terms: dict[int, tuple[Term, ...]]
    signals: dict[int, Signals]
    roles: dict[int, Held]
    first_uses: dict[int, tuple[tuple[str, date], ...]]
    month: dict[int, int]
    overrides: dict[int, Override]


def _snapshot(row: tuple, around: _Around, slugs: dict[int, str], on: date) -> AccountFacts:
    pk, key, programme, zone, tracked_from, paused_until, tier, newest, usage, first_ping_on = row
    terms, signals, roles, first_uses, month, overrides = around
    champion, buyer, lacking = roles.get(pk, NOBODY)
    return named(
        AccountFacts,
        (
            pk,
            key,
            slugs[programme],
            zone,
            tracked_from,
            paused_until,
            terms.get(pk, ()),
            pings.figures(newest, usage, on),
            signals.get(pk, NO_SIGNALS),
            champion,
            buyer,
            bulk.a_day(first_ping_on),
            first_uses.get(pk, ()),
            month.get(pk, 0),
            overrides.get(pk),
            tier,
            lacking,
        ),
    )


def _rows(accounts: Collection[int], programmes: Programmes, on: date) -> QuerySet[Account]:
    """The accounts' own columns, and what their pings say."""
    policies = {pk: programmes.policies[slug] for pk, slug in programmes.slugs.items()}
    return pings.told(
        Account.objects.filter(chosen("pk", accounts)).order_by(), policies, on
    ).values_list(
        "pk",
        "external_id",
        "programme_id",
        "time_zone",
        "tracked_from",
        "campaigns_paused_until",
        "tier",
        *pings.FIELDS,
    )


def states(accounts: Collection[int]) -> dict[int, tuple[date, date | None, State]]:
    """Days decided and mailed through, and the state, of the accounts that have one."""
    rows = AccountState.objects.filter(chosen("account_id", accounts)).values_list(
        "account_id", "decided_through", "mailed_through", *STATE_FIELDS
    )
    return {row[0]: (row[1], row[2], State._make(row[3:])) for row in bulk.read(rows)}


_ADD_ON = ContractKind.ADD_ON.value
_products: dict[str, frozenset[str]] = {}


def _product_set(text: str) -> frozenset[str]:
    found = _products[text] = frozenset(part for part in text.split(";") if part)
    return found


def _terms(accounts: Collection[int]) -> dict[int, tuple[Term, ...]]:
    rows = (
        Contract.objects.filter(chosen("account_id", accounts))
        .order_by("account_id", "start", "pk")
        .values_list(
            "account_id", "start", "end", "signed_on", "seats", "products", "churned_on", "kind"
        )
    )
    found: dict[int, tuple[Term, ...]] = {}
    for account, start, end, signed_on, seats, products, churned_on, kind in bulk.read(rows):
        products = _products.get(products) or _product_set(products)
        add_on = kind == _ADD_ON
        term = named(Term, (start, end, signed_on, seats, products, churned_on, add_on))
        before = found.get(account)
        found[account] = (*before, term) if before else (term,)
    return found


def _activity(accounts, on: date) -> dict[int, date]:
    rows = (
        TimelineEntry.objects.filter(
            chosen("account_id", accounts), kind__in=CONTACT_KINDS, on__lt=on
        )
        .order_by()
        .values_list("account_id")
        .annotate(Max("on"))
    )
    return dict(rows)


def _signals(accounts, activity: dict[int, date], on: date) -> dict[int, Signals]:
    newest = (
        Signal.objects.filter(account=OuterRef("account"), date__lt=on)
        .order_by("-date")
        .values("date")[:1]
    )
    rows = Signal.objects.filter(chosen("account_id", accounts), date=Subquery(newest)).values_list(
        "account_id",
        "date",
        "defect_tickets_90d",
        "help_tickets_90d",
        "versions_behind",
        "precise_code_intel",
        "ta_sentiment",
        "last_activity_on",
    )
    found = {row[0]: Signals(*row[1:]) for row in rows}
    for account, day in activity.items():
        signals = found.get(account, NO_SIGNALS)
        if signals.last_activity_on is None or signals.last_activity_on < day:
            found[account] = signals._replace(last_activity_on=day)
    return found


def _first_uses(accounts, recent_from: date, on: date) -> dict[int, tuple[tuple[str, date], ...]]:
    rows = (
        FeatureUse.objects.filter(
            chosen("account_id", accounts), first_used_on__gte=recent_from, first_used_on__lt=on
        )
        .order_by("account_id", "first_used_on", "feature")
        .values_list("account_id", "feature", "first_used_on")
    )
    found: dict[int, tuple[tuple[str, date], ...]] = {}
    for account, feature, day in rows:
        found[account] = (*found.get(account, ()), (feature, day))
    return found


def _closed_month(accounts, on: date) -> dict[int, int]:
    """How many pings each account has in the month before the day's."""
    end = on.replace(day=1)
    start = (end - timedelta(1)).replace(day=1)
    within = {"pings__date__gte": start, "pings__date__lt": end}
    rows = Account.objects.filter(chosen("pk", accounts), **within).order_by().values_list("pk")
    return dict(rows.annotate(Count("pings__date")))


def _overrides(accounts, on: date) -> dict[int, Override]:
    rows = (
        StageOverride.objects.filter(
            chosen("account_id", accounts), starts_on__lte=on, ends_on__gt=on
        )
        .order_by("created_at", "pk")
        .values_list("account_id", "stage", "starts_on", "ends_on", "owner__email", "reason")
    )
    return {row[0]: Override(*row[1:]) for row in rows}
