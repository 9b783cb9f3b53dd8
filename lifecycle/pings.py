"""What its pings say of each account, looked up account by account in the index.

Grouped by account, PostgreSQL would read everybody's past instead.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    DateField,
    F,
    Func,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast

from accounts.models import Account, Ping
from lifecycle.facts import Figures, named
from lifecycle.policy import Policy

FIELDS = ("newest", "usage", "first_ping_on")
_APART = 100_000  # two numbers in one, the second less than this: an answer costs a search


class _DaysSince(Func):
    """Whole days from one date to a later one."""

    output_field = IntegerField()
    template = "CAST(julianday(%(expressions)s) AS INTEGER)"
    arg_joiner = ") - julianday("

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(
            compiler, connection, template="(%(expressions)s)", arg_joiner=" - ", **context
        )


def told(
    accounts: QuerySet[Account], policies: Mapping[int, Policy], on: date
) -> QuerySet[Account]:
    """With FIELDS as known early on the day, for `figures`; the policies by programme."""
    pings = Ping.objects.filter(account=OuterRef("pk"), date__lt=on).order_by()
    newest = pings.filter(date__gte=OuterRef("mau_from")).order_by("-date")
    in_window = pings.filter(date__gte=OuterRef("usage_from")).values("account")
    age = _DaysSince(Value(on, DateField()), F("date"))
    mau = Cast("mau", BigIntegerField())
    return accounts.alias(
        mau_from=_first_days(policies, "mau_days", on),
        usage_from=_first_days(policies, "usage_days", on),
    ).annotate(
        newest=Subquery(newest.values(newest=mau * _APART + age)[:1]),
        usage=Subquery(in_window.values(usage=Sum("dau") * _APART + Count("date"))),
        first_ping_on=Subquery(pings.order_by("date").values("date")[:1]),
    )


def figures(newest: int | None, usage: int | None, on: date) -> Figures:
    """The newest MAU with its date, the sum of DAU and the number of its pings."""
    dau = divmod(usage, _APART) if usage is not None else (0, 0)
    if newest is None:
        return named(Figures, (None, None, *dau))
    mau, age = divmod(newest, _APART)
    return named(Figures, (mau, on - timedelta(age), *dau))


def _first_days(policies: Mapping[int, Policy], window: str, on: date) -> Value | Case:
    """The first day of the policy's window before the day, which programmes may differ in."""
    first_days = {
        programme: Value(on - timedelta(getattr(policy, window)), DateField())
        for programme, policy in policies.items()
    }
    alike = {day.value: day for day in first_days.values()}
    if len(alike) == 1:
        return alike.popitem()[1]
    return Case(*(When(programme=pk, then=day) for pk, day in first_days.items()))
