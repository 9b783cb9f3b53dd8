"""The playbooks the sample book should open, said a second time from its files and stages.

Nothing here imports the code it judges: contracts, pings and first uses are those of the CSV
files, stages those of expected/stages.csv, triggers those of the starter playbooks' own text.
Health events are not worked out here, so what they open is left to tests of its own.
"""

import calendar
import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).parent.parent
PLAYBOOKS = ROOT / "templates/emails/starter/playbooks"
LEFT_OUT = ("by_hand", "health_event")
DAY = timedelta(1)


class Today(NamedTuple):
    on: date
    stage: str
    relationships: list[list[dict]]


Found = tuple[str, str, str, str, str]  # account, playbook, occurrence, day it opens, tasks


def opened(book: Path, first: date, last: date) -> list[Found]:
    """Account, playbook, occurrence, the day it opens and its number of tasks, in order."""
    found: dict[tuple, Found] = {}
    for key, account in accounts(book).items():
        for number in range((last - first).days + 1):
            on = first + number * DAY
            today = Today(on, stage(account, on), relationships(account, on))
            for playbook in playbooks(account["program"]):
                for occurrence, relationship in due(playbook, account, today, first):
                    once = (key, playbook["slug"], relationship, occurrence)
                    row = (key, playbook["slug"], occurrence, f"{on}", str(playbook["tasks"]))
                    found.setdefault(once, row)
    return sorted(found.values())


def playbooks(programme: str, _read: dict[str, list] = {}) -> list[dict[str, Any]]:  # noqa: B006
    if programme not in _read:
        files = [yaml.safe_load(path.read_text()) for path in sorted(PLAYBOOKS.glob("*.yaml"))]
        slugs = [path.stem for path in sorted(PLAYBOOKS.glob("*.yaml"))]
        _read[programme] = [
            {**told, **own, "trigger": {**told["trigger"], **own.get("trigger", {})}}
            | {"slug": slug, "tasks": tasks(told["steps"], programme)}
            for slug, told in zip(slugs, files, strict=True)
            if programme in told["programmes"] and told["trigger"]["kind"] not in LEFT_OUT
            for own in [told["programmes"][programme] or {}]
        ]
    return _read[programme]


def tasks(steps: list[dict[str, Any]], programme: str) -> int:
    return sum(programme in step.get("programmes", [programme]) for step in steps)


def accounts(book: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in rows(book / "accounts.csv"):
        fresh = {**row, "terms": [], "add_ons": [], "pings": {}, "uses": [], "stages": []}
        account = found.setdefault(row["account_id"], fresh)
        start, end = day(row["contract_start"]), day(row["contract_end"])
        term = {
            "start": start,
            "end": end,
            "signed": day(row["signed_on"]) or start,
            "churned": day(row["churned_on"]),
            "seats": int(row["seats"]),
        }
        account["add_ons" if row["kind"] else "terms"].append(term)
    for row in rows(book / "usage.csv"):
        found[row["account_id"]]["pings"][day(row["date"])] = int(row["mau"])
    for row in rows(book / "features.csv"):
        found[row["account_id"]]["uses"].append((row["feature"], day(row["first_used_on"])))
    for row in rows(book / "expected/stages.csv"):
        found[row["account_id"]]["stages"].append((day(row["on"]), row["to_stage"]))
    for account in found.values():
        account["terms"].sort(key=lambda term: term["start"])
        account["stages"].sort()
    return found


def rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(newline="", encoding="utf-8-sig") as text:
        yield from csv.DictReader(text)


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def stage(account: dict, on: date) -> str:
    return next((to for since, to in reversed(account["stages"]) if since <= on), "")


def relationships(account: dict, on: date) -> list[list[dict]]:
    """The known terms, put together unless a gap of 90 days or a churn lies between (W1)."""
    found: list[list[dict]] = []
    for term in account["terms"]:
        if term["signed"] > on:
            continue
        if found and not apart(found[-1][-1], term):
            found[-1].append(term)
        else:
            found.append([term])
    return [terms for terms in found if terms[0]["start"] <= on]


def apart(before: dict, term: dict) -> bool:
    churned = before["churned"] is not None and before["churned"] <= term["start"]
    return churned or (term["start"] - before["end"]).days > 90


def due(playbook: dict, account: dict, today: Today, tracked: date) -> Iterator[tuple[str, int]]:
    """The occurrences that are open on the day, each with the number of its relationship."""
    kind = playbook["trigger"]["kind"]
    on, now, begun = today
    terms = begun[-1] if begun else []
    tiers = [str(tier) for tier in playbook.get("tiers", [])]
    if tiers and (account["tier"] or "none") not in tiers:
        return
    ahead = kind in ("before_start", "before_renewal")
    if kind == "before_start":
        found, number = before_start(playbook, account, now, terms, on), len(begun) + 1
    elif kind == "churned":
        found, number = churned(now, terms, on), len(begun)
    elif terms and now in playbook["stages"] and on <= terms[-1]["end"] + 30 * DAY:
        asked = low_enough(playbook, account, terms, on)
        found, number = occurrences(playbook, account, terms, on) if asked else (), len(begun)
    else:
        return
    for occurrence, first in found:
        within = first <= on <= first + playbook["window"] * DAY
        if within and (ahead or first >= tracked):
            yield occurrence, number


def before_start(playbook, account, now, terms, on) -> Iterator[tuple[str, date]]:
    coming = next((term for term in account["terms"] if term["start"] > on or not terms), None)
    if now == "prospect" and coming:
        yield "start", coming["start"] - playbook["trigger"]["days"] * DAY


def churned(now, terms, on) -> Iterator[tuple[str, date]]:
    term = in_force(terms, on) if terms else None
    if term and now in ("", "prospect") and term["churned"] and term["churned"] <= on:
        yield str(term["start"]), term["churned"]


def occurrences(playbook: dict, account: dict, terms: list, on: date) -> Iterator[tuple]:
    trigger = playbook["trigger"]
    start = max(terms[0]["start"], terms[0]["signed"])
    last = terms[-1]
    if trigger["kind"] == "relationship_day":
        for number in trigger.get("days", ()):
            yield f"day {number}", start + number * DAY
        if "first" in trigger:
            for place in range((on - start).days // trigger["every"] + 1):
                yield str(place + 1), start + (trigger["first"] + place * trigger["every"]) * DAY
    elif trigger["kind"] == "before_renewal" and on <= last["end"]:
        days = min(trigger["days"], (last["end"] - last["start"]).days // 2)
        yield str(last["start"]), last["end"] - days * DAY
    elif trigger["kind"] == "first_use":
        yield from ((feature, used) for feature, used in account["uses"] if used < on)
    elif trigger["kind"] == "month_start":
        month = on.replace(day=1)
        if (month - start).days >= trigger["minimum_day"]:
            yield f"{month:%Y-%m}", month
    elif trigger["kind"] == "contract_quarter" and on < last["end"]:
        yield from quarters(trigger, account["tier"] or "none", terms, on)


def quarters(trigger: dict, tier: str, terms: list, on: date) -> Iterator[tuple[str, date]]:
    wanted = {str(key): value for key, value in trigger["quarters"].items()}.get(tier, [])
    if "last" in wanted:
        yield f"{terms[-1]['start']} last", months_after(terms[-1]["end"], -3)
    start = in_force(terms, on)["start"]
    begun = max(number for number in range(200) if months_after(start, number) <= on)
    if begun % 12 // 3 + 1 in wanted:
        first = months_after(start, begun if trigger.get("monthly") else begun - begun % 3)
        yield str(first), first


def in_force(terms: list, on: date) -> dict:
    return [term for term in terms if term["start"] <= on][-1]


def months_after(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def low_enough(playbook: dict, account: dict, terms: list, on: date) -> bool:
    """Utilization below what is asked, by the newest ping of the ten days before."""
    percent = playbook.get("when", {}).get("utilization_below")
    if percent is None:
        return True
    seats = in_force(terms, on)["seats"]
    for extra in account["add_ons"]:
        if max(extra["start"], extra["signed"]) <= on < extra["end"]:
            seats += extra["seats"]
    pings = account["pings"]
    newest = next((pings[on - n * DAY] for n in range(1, 11) if on - n * DAY in pings), None)
    return newest is not None and seats > 0 and 100 * newest < percent * seats
