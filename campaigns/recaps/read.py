"""Reads what pictures of a month show, for many accounts at a time."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from accounts.models import Ping
from campaigns.figures import Period
from campaigns.models import Recap
from campaigns.recaps.month import FEATURES_SHOWN, Month, from_json


class Told(NamedTuple):
    """An account whose month is shown: its name and the figures of its mail."""

    account: int
    name: str
    figures: Mapping[str, str]


def months(told: Collection[Told], period: Period) -> dict[int, Month]:
    """The month of each account, as it was first told where it was told before; two statements."""
    accounts = {each.account for each in told}
    kept = Recap.objects.filter(account__in=accounts, month=period.first)
    found = {account: from_json(text) for account, text in kept.values_list("account", "figures")}
    days, features = (
        _daily(accounts - found.keys(), period) if accounts - found.keys() else ({}, {})
    )
    for each in told:
        if each.account not in found:
            found[each.account] = Month(
                each.name,
                period.name,
                {name: words for name, words in each.figures.items() if name.startswith("figure_")},
                tuple(days.get(each.account, ())),
                _most_used(features.get(each.account, {})),
            )
    return found


def _daily(
    accounts: Collection[int], period: Period
) -> tuple[dict[int, list[tuple[date, int]]], dict[int, dict[str, int]]]:
    days: dict[int, list[tuple[date, int]]] = {}
    features: dict[int, dict[str, int]] = {}
    pings = Ping.objects.filter(
        account__in=accounts, date__gte=period.first, date__lt=period.before
    ).order_by("account", "date")
    for account, day, dau, users in pings.values_list("account", "date", "dau", "feature_users"):
        days.setdefault(account, []).append((day, dau))
        most = features.setdefault(account, {})
        for feature, count in (users or {}).items():
            most[feature] = max(most.get(feature, 0), count or 0)
    return days, features


def _most_used(users: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    ranked = sorted(users.items(), key=lambda item: (-item[1], item[0]))
    named = [(name.replace("_", " ").replace("-", " ").title(), count) for name, count in ranked]
    return tuple((name, count) for name, count in named[:FEATURES_SHOWN] if count)
