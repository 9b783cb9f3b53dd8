"""Two forecasts of the same days beside each other: what one has that the other has not [pure]."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

SENT, SKIPPED, BUDGET = "sent", "skipped", "budget"
LISTED = 200  # changes kept to be read; the sums are of all


class Life:
    """What a forecast said of some accounts, gathered day by day."""

    def __init__(self) -> None:
        self.stages: dict[tuple[str, date], str] = {}
        self.bands: dict[tuple[str, date], str] = {}
        self.mails: dict[tuple[Any, ...], tuple[date, str, str]] = {}
        self.over_budget: set[str] = set()

    def add(self, days: Iterable[Any]) -> None:
        for day in days:
            keys = {}
            for facts, decision in day.pairs:
                keys[facts.account] = facts.key
                self.stages[facts.key, day.on] = decision.state.stage
                self.bands[facts.key, day.on] = decision.state.confirmed_band
            for row in day.touches:
                if row.status == SENT:
                    self.mails[row.key] = (day.on, keys.get(row.account, ""), row.address)
                elif row.status == SKIPPED and row.reason == BUDGET:
                    self.over_budget.add(row.address)


def compare(before: Life, after: Life) -> dict[str, Any]:
    """As plain data, to be kept: sums of everything, and the first of the changes."""
    appear = [(key, mail) for key, mail in after.mails.items() if key not in before.mails]
    vanish = [(key, mail) for key, mail in before.mails.items() if key not in after.mails]
    moved = [
        (key, mail)
        for key, mail in after.mails.items()
        if key in before.mails and before.mails[key][0] != mail[0]
    ]
    stages, bands = _changes(before.stages, after.stages), _changes(before.bands, after.bands)
    return {
        "stages": stages[:LISTED],
        "bands": bands[:LISTED],
        "mails": sorted(
            [_mail("+", *each) for each in appear] + [_mail("-", *each) for each in vanish],
            key=lambda mail: (mail["on"], mail["account"], mail["address"]),
        )[:LISTED],
        "counts": {
            "stages": len(stages),
            "bands": len(bands),
            "appear": len(appear),
            "vanish": len(vanish),
            "moved": len(moved),
            "mails_now": len(before.mails),
            "mails_then": len(after.mails),
            "over_now": len(before.over_budget),
            "over_then": len(after.over_budget),
        },
        "ways": _ways("stage", stages) + _ways("health", bands),
        "days": _days(before, after),
        "over": sorted(after.over_budget - before.over_budget)[:LISTED],
    }


def merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """The results of two groups of accounts as one."""
    if not one:
        return dict(other)
    days = {day["on"]: dict(day) for day in one["days"]}
    for day in other["days"]:
        kept = days.setdefault(day["on"], {"on": day["on"]})
        for name in day.keys() - {"on"}:
            kept[name] = kept.get(name, 0) + day[name]
    ways = Counter()
    for way in (*one["ways"], *other["ways"]):
        ways[way["what"], way["before"], way["after"]] += way["count"]
    lists = ("stages", "bands", "mails", "over")
    return {
        **{name: (one[name] + other[name])[:LISTED] for name in lists},
        "counts": dict(Counter(one["counts"]) + Counter(other["counts"])),
        "ways": [
            {"what": what, "before": before, "after": after, "count": count}
            for (what, before, after), count in ways.most_common()
        ],
        "days": [days[on] for on in sorted(days)],
    }


def _changes(now: Mapping[tuple[str, date], str], then: Mapping[tuple[str, date], str]) -> list:
    """Each account on the first day on which it would stand elsewhere."""
    found: dict[str, dict[str, str]] = {}
    for (account, on), after in sorted(then.items(), key=lambda item: (item[0][1], item[0][0])):
        before = now.get((account, on), "")
        if before != after and account not in found:
            found[account] = {
                "account": account,
                "on": on.isoformat(),
                "before": before,
                "after": after,
            }
    return list(found.values())


def _ways(what: str, changes: list[dict[str, str]]) -> list[dict[str, Any]]:
    counted = Counter((change["before"], change["after"]) for change in changes)
    return [
        {"what": what, "before": before, "after": after, "count": count}
        for (before, after), count in counted.most_common()
    ]


def _days(now: Life, then: Life) -> list[dict[str, Any]]:
    """Every day decided, also those on which nothing goes out."""
    before = Counter(on for on, _, _ in now.mails.values())
    after = Counter(on for on, _, _ in then.mails.values())
    appear = Counter(then.mails[key][0] for key in then.mails.keys() - now.mails.keys())
    vanish = Counter(now.mails[key][0] for key in now.mails.keys() - then.mails.keys())
    return [
        {
            "on": on.isoformat(),
            "now": before[on],
            "then": after[on],
            "appear": appear[on],
            "vanish": vanish[on],
        }
        for on in sorted({on for _, on in then.stages})
    ]


def _mail(sign: str, key: tuple[Any, ...], mail: tuple[date, str, str]) -> dict[str, str]:
    on, account, address = mail
    return {
        "sign": sign,
        "on": on.isoformat(),
        "account": account,
        "address": address,
        "campaign": str(key[2]),
        "step": str(key[3]),
    }
