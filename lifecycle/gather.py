"""Tables to facts, for a batch of accounts, in a fixed number of queries."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, Sum

from accounts import bulk
from accounts.lookups import Keys
from accounts.models import (
    Account,
    Contact,
    Contract,
    ContractKind,
    FeatureUse,
    Ping,
    Programme,
    Signal,
    TimelineEntry,
)
from accounts.models.timeline import CONTACT_KINDS
from lifecycle import reachable
from lifecycle.batch import Accounts
from lifecycle.facts import NO_SIGNALS, AccountFacts, Figures, Override, Signals, State, Term, named
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
        _usage(accounts, programmes, on),
        _signals(accounts, activity, on),
        reachable.roles(Contact.objects.filter(chosen("account_id", accounts))),
        _first_uses(accounts, recent_from, on),
        _closed_month(accounts, on) if closed_month else {},
        _overrides(accounts, on),
    )
    wanted = accounts if isinstance(accounts, set | frozenset | dict) else set(accounts)
    days = {pk: programmes.policies[slug].mau_days for pk, slug in programmes.slugs.items()}
    oldest = {pk: on - timedelta(number) for pk, number in days.items()}
    return {
        row[0]: _snapshot(row, around, programmes.slugs, oldest)
        for row in bulk.read(_rows(accounts, programmes, on))
        if row[0] in wanted
    }


class _Around(NamedTuple):
    """What other tables say, by account."""

    terms: dict[int, tuple[Term, ...]]
    usage: dict[int, tuple[int, int]]
    signals: dict[int, Signals]
    roles: dict[int, Held]
    first_uses: dict[int, tuple[tuple[str, date], ...]]
    month: dict[int, int]
    overrides: dict[int, Override]


def _snapshot(
    row: tuple, around: _Around, slugs: dict[int, str], oldest: dict[int, date]
) -> AccountFacts:
    """`oldest` is the first day whose MAU still counts, by programme."""
    pk, key, programme, zone, tracked_from, paused_until, tier, mau, mau_on, first_ping_on = row
    terms, usage, signals, roles, first_uses, month, overrides = around
    mau_on = bulk.a_day(mau_on)
    if mau_on and mau_on < oldest[programme]:
        mau = mau_on = None
    dau_total, dau_days = usage.get(pk, (0, 0))
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
            named(Figures, (mau, mau_on, dau_total, dau_days)),
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
    """The accounts' own columns, their newest MAU with its date, and their first ping ever."""
    oldest = on - timedelta(max(policy.mau_days for policy in programmes.policies.values()))
    pings = Ping.objects.filter(account=OuterRef("pk"), date__lt=on)
    newest = pings.filter(date__gte=oldest).order_by("-date")
    return (
        Account.objects.filter(chosen("pk", accounts))
        .order_by()
        .annotate(
            mau=Subquery(newest.values("mau")[:1]),
            mau_on=Subquery(newest.values("date")[:1]),
            first_ping_on=Subquery(pings.order_by("date").values("date")[:1]),
        )
        .values_list(
            "pk",
            "external_id",
            "programme_id",
            "time_zone",
            "tracked_from",
            "campaigns_paused_until",
            "tier",
            "mau",
            "mau_on",
            "first_ping_on",
        )
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


def _pings(accounts: Collection[int], first: date, before: date) -> QuerySet[Account]:
    """Joined from the account, so that each one's days are looked up and not its whole past."""
    return Account.objects.filter(
        chosen("pk", accounts), pings__date__gte=first, pings__date__lt=before
    ).order_by()


def _usage(accounts, programmes: Programmes, on: date) -> dict[int, tuple[int, int]]:
    """Sum of DAU and number of pings in the usage window, which programmes may differ in."""
    found: dict[int, tuple[int, int]] = {}
    windows = {policy.usage_days for policy in programmes.policies.values()}
    for days in windows:
        pings = _pings(accounts, on - timedelta(days), on)
        if len(windows) > 1:
            slugs = [slug for slug, p in programmes.policies.items() if p.usage_days == days]
            pings = pings.filter(programme__slug__in=slugs)
        # Counting dates, not rows, leaves the sum to the index alone.
        sums = pings.values("pk").annotate(dau=Sum("pings__dau"), days=Count("pings__date"))
        rows = bulk.read(sums.values_list("pk", "dau", "days"))
        found |= {account: (dau, number) for account, dau, number in rows}
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
    rows = _pings(accounts, start, end).values_list("pk").annotate(Count("pings__date"))
    return dict(rows)


def _overrides(accounts, on: date) -> dict[int, Override]:
    rows = (
        StageOverride.objects.filter(
            chosen("account_id", accounts), starts_on__lte=on, ends_on__gt=on
        )
        .order_by("created_at", "pk")
        .values_list("account_id", "stage", "starts_on", "ends_on", "owner__email", "reason")
    )
    return {row[0]: Override(*row[1:]) for row in rows}
