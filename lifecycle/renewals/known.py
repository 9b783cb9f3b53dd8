"""What is known of accounts whose renewal comes up, with the date of each figure."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Avg, Count, Exists, OuterRef, Q, Sum

from accounts.models import Contact, GapReport, GapStatus, Ping, Suppression
from lifecycle import evidence, gather, names
from lifecycle.batch import Pair
from lifecycle.decide import Decision
from lifecycle.facts import AccountFacts
from lifecycle.gather import Programmes
from lifecycle.health import INDICATORS
from lifecycle.metrics import percent
from lifecycle.models import SuccessPlan
from lifecycle.models.objective import BAD, Standing
from lifecycle.renewals import rating, worth
from lifecycle.renewals.rating import Signs, Suggestion
from lifecycle.renewals.worth import Worth

PERIOD = 28  # days; whole weeks, so that weekends weigh the same
PERIODS = 3
Group = dict[str, Any]


class Reading(NamedTuple):
    """`known` is JSON-ready: groups of rows with name, value, grade and the date of the data."""

    known: list[Group]
    suggestion: Suggestion


class Period(NamedTuple):
    """Four weeks of use; `mean` daily users as a fraction, or None with too few pings."""

    last: date
    mean: tuple[int, int] | None
    mau: int | None


class _Around(NamedTuple):
    worth: Mapping[int, Worth]
    trend: Mapping[int, list[Period]]
    people: Mapping[int, dict[str, list[str]]]
    plans: Mapping[int, SuccessPlan]
    gaps: Mapping[int, list[GapReport]]


def read(pairs: Sequence[Pair], programmes: Programmes, *, on: date) -> dict[int, Reading]:
    """One reading for each account, in a fixed number of queries."""
    accounts = [facts.account for facts, _ in pairs]
    if not accounts:
        return {}
    contracts = worth.rows(accounts)
    around = _Around(
        {
            facts.account: worth.at(contracts.get(facts.account, []), _renewal(decision))
            for facts, decision in pairs
        },
        _trends(
            {
                facts.account: programmes.policies[facts.programme].usage_minimum_pings
                for facts, _ in pairs
            },
            on,
        ),
        _people(accounts),
        _plans(accounts),
        _gaps(accounts),
    )
    return {
        facts.account: _reading(facts, decision, around, programmes, on)
        for facts, decision in pairs
    }


def _renewal(decision: Decision) -> date | None:
    return decision.relationship.renewal_on if decision.relationship else None


def _reading(
    facts: AccountFacts, decision: Decision, around: _Around, programmes: Programmes, on: date
) -> Reading:
    policy = programmes.policies[facts.programme]
    trend = around.trend.get(facts.account, [])
    signs = _signs(facts, decision, trend, on)
    groups = [
        _contract(around.worth[facts.account], decision, on),
        _usage(facts, decision, trend),
        _health(facts, decision),
        _people_group(around.people.get(facts.account, {}), facts.signals.last_activity_on, on),
    ]
    groups.append(_plan(around.plans.get(facts.account), on))
    groups.append(_gaps_group(around.gaps.get(facts.account, []), on))
    return Reading(groups, rating.suggest(signs, policy, on=on))


def _signs(facts: AccountFacts, decision: Decision, trend: list[Period], on: date) -> Signs:
    grades = dict(zip(INDICATORS, decision.health.grades, strict=True))
    relationship = decision.relationship
    return Signs(
        band=decision.state.confirmed_band or decision.health.band,
        utilization=grades["utilization"],
        utilization_percent=percent(decision.metrics.utilization),
        trend=tuple(period.mean for period in trend),
        champion=facts.champion,
        buyer=facts.buyer,
        last_contact_on=facts.signals.last_activity_on,
        defect_tickets=grades["defect_tickets"],
        sentiment=facts.signals.ta_sentiment,
        deployed=facts.first_ping_on is not None,
        relationship_day=(on - relationship.start).days if relationship else 0,
        overdue_days=(on - relationship.renewal_on).days if relationship else 0,
    )


# --- The groups, as people read them ------------------------------------------------------------


def _row(name: str, value: Any, on: date | str | None = None, grade: str = "") -> dict[str, Any]:
    day = on.isoformat() if isinstance(on, date) else on
    return {"name": name, "value": str(value), "on": day, "grade": grade}


def _contract(found: Worth, decision: Decision, on: date) -> Group:
    relationship = decision.relationship
    rows = [_row("Renewing ARR", f"{found.arr:,.2f}", on), _row("Seats", f"{found.seats:,}", on)]
    if found.products:
        rows.append(_row("Products", found.product_names, on))
    if relationship:
        last = relationship.last
        rows += [
            _row("Ending term", f"{last.start} to {last.end}", on),
            _row("Customer since", relationship.start, on),
        ]
    return {"title": "Contract", "rows": rows}


def _usage(facts: AccountFacts, decision: Decision, trend: list[Period]) -> Group:
    figures, seats = facts.figures, decision.state.seats
    rows = []
    if figures.mau is not None:
        rows.append(_row("Monthly users of seats", f"{figures.mau} of {seats}", figures.mau_on))
    for place, period in enumerate(trend):
        if period.mean is None:
            value = "too few reports"
        else:
            users, days = period.mean
            value = f"{users // days} daily on average, {period.mau} monthly"
        name = "Last four weeks" if place == len(trend) - 1 else f"Four weeks to {period.last}"
        rows.append(_row(name, value, period.last))
    return {"title": "Use", "rows": rows or [_row("Reports of use", "none")]}


def _health(facts: AccountFacts, decision: Decision) -> Group:
    score = evidence.health(facts, decision)
    band = decision.state.confirmed_band or score["band"]
    rows = [_row("Health score", f"{score['score']} of 10", decision.on, band)]
    rows += [
        _row(
            f"{names.CATEGORIES[found['category']]}: {names.INDICATORS[found['indicator']]}",
            found["value"],
            found["data_on"],
            found["grade"],
        )
        for found in score["indicators"]
        if found["grade"]
    ]
    return {"title": "Health", "rows": rows}


def _people_group(people: dict[str, list[str]], contact: date | None, on: date) -> Group:
    rows = [
        _row("Champions", ", ".join(people.get("champion", ())) or "nobody", on),
        _row("Economic buyer", ", ".join(people.get("economic_buyer", ())) or "nobody", on),
    ]
    said = f"{max((on - contact).days, 0)} days ago" if contact else "none logged"
    return {"title": "People", "rows": [*rows, _row("Last contact", said, contact)]}


def _plan(plan: SuccessPlan | None, on: date) -> Group:
    if plan is None:
        return {"title": "Success plan", "rows": [_row("Plan", "none", on)]}
    rows = [
        _row("Plan", plan.title, on),
        _row("Objectives", f"{plan.met} of {plan.objectives_all} met, {plan.bad} behind", on),
        _row("Last sync", plan.last_sync_on or "none yet", plan.last_sync_on),
    ]
    return {"title": "Success plan", "rows": rows}


def _gaps_group(reports: list[GapReport], on: date) -> Group:
    rows = [
        _row(report.get_severity_display(), f"{report.gap}: {report.gap.get_status_display()}", on)
        for report in reports
    ]
    return {"title": "Open requests", "rows": rows or [_row("Product gaps", "none", on)]}


# --- Read from the tables -----------------------------------------------------------------------


def _trends(least: Mapping[int, int], on: date) -> dict[int, list[Period]]:
    """Three periods of four weeks, the oldest first, by account and the pings it needs in each."""
    ends = [on - timedelta(PERIOD * place) for place in range(PERIODS - 1, -1, -1)]
    sums: dict[str, Any] = {}
    for place, end in enumerate(ends):
        within = Q(date__gte=end - timedelta(PERIOD), date__lt=end)
        sums[f"dau{place}"] = Sum("dau", filter=within)
        sums[f"days{place}"] = Count("date", filter=within)
        sums[f"mau{place}"] = Avg("mau", filter=within)
    rows = (
        Ping.objects.filter(
            gather.chosen("account_id", list(least)),
            date__gte=ends[0] - timedelta(PERIOD),
            date__lt=on,
        )
        .order_by()
        .values("account_id")
        .annotate(**sums)
    )
    return {
        row["account_id"]: [
            _period(row, place, end, least[row["account_id"]]) for place, end in enumerate(ends)
        ]
        for row in rows
        if row["account_id"] in least
    }


def _period(row: dict[str, Any], place: int, end: date, least: int) -> Period:
    last, days = end - timedelta(1), row[f"days{place}"]
    if days < least:
        return Period(last, None, None)
    return Period(last, (row[f"dau{place}"], days), round(row[f"mau{place}"]))


def _people(accounts: list[int]) -> dict[int, dict[str, list[str]]]:
    """Champions and buyers by name; who cannot be written to is marked."""
    contacts = (
        Contact.objects.current()
        .filter(gather.chosen("account_id", accounts))
        .holding("champion", "economic_buyer")
        .annotate(
            silenced=Exists(Suppression.objects.of_everything().filter(address=OuterRef("email")))
        )
    )
    found: dict[int, dict[str, list[str]]] = {}
    for contact in contacts:
        name = f"{contact} (may not be written to)" if contact.silenced else str(contact)
        for role in ("champion", "economic_buyer"):
            if getattr(contact, role):
                found.setdefault(contact.account_id, {}).setdefault(role, []).append(name)
    return found


def _plans(accounts: list[int]) -> dict[int, SuccessPlan]:
    kept = ~Q(objectives__standing=Standing.DROPPED)
    plans = (
        SuccessPlan.objects.current()
        .filter(gather.chosen("account_id", accounts))
        .annotate(
            objectives_all=Count("objectives", filter=kept),
            met=Count("objectives", filter=Q(objectives__standing=Standing.MET)),
            bad=Count("objectives", filter=Q(objectives__standing__in=BAD)),
        )
    )
    return {plan.account_id: plan for plan in plans}


def _gaps(accounts: list[int]) -> dict[int, list[GapReport]]:
    """What they reported and did not get yet, the gravest first."""
    reports = (
        GapReport.objects.filter(gather.chosen("account_id", accounts))
        .exclude(gap__status=GapStatus.DONE)
        .select_related("gap")
        .order_by("severity", "reported_on", "pk")
    )
    found: dict[int, list[GapReport]] = {}
    for report in reports:
        found.setdefault(report.account_id, []).append(report)
    return found
