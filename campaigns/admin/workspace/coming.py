"""What the next thirty days would decide and send for an account, day by day."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from accounts.models import Account
from campaigns.day import Rules
from campaigns.explain import LOOK_AHEAD
from campaigns.forecast import Forecast, forecast
from campaigns.models import Campaign
from campaigns.reasons import REASONS
from lifecycle.models import Stage
from lifecycle.policy import Policy


class Foreseen(NamedTuple):
    """`tone` is a class of the style sheet."""

    on: date
    tone: str
    title: str
    detail: str


def read(account: Account, *, on: date) -> list[Foreseen]:
    """If metrics stay as they are (R4): each change, each campaign's mails, each playbook."""
    state = getattr(account, "state", None)
    first = max(on, state.decided_through if state else on) + timedelta(1)
    rules = Rules.load()
    days = forecast(
        rules, first=first, through=first + LOOK_AHEAD, accounts={account.pk}, steady=True
    )
    names = dict(Campaign.objects.values_list("slug", "name"))
    found: list[Foreseen] = []
    for day in days:
        for _, decision in day.pairs:
            if decision.stage_changed:
                stage = decision.state.stage
                title = f"Becomes {Stage(stage).label.partition('. ')[2]}" if stage else "Leaves"
                found.append(
                    Foreseen(day.on, f"stage-{stage or 'none'}", title, decision.finding.rule)
                )
            if decision.event:
                band = decision.event.band
                found.append(Foreseen(day.on, f"band-{band}", f"Health: {band}", ""))
        found += _mails(day, names)
        found += _playbooks(day, rules.programmes.policies)
    return found


def _mails(day: Forecast, names: dict[str, str]) -> list[Foreseen]:
    groups: dict[tuple[str, str, str], list[str]] = {}
    for row in day.touches:
        groups.setdefault((row.campaign, row.status, row.reason), []).append(row.address)
    return [
        Foreseen(
            day.on,
            f"touch-{status}",
            names.get(campaign, campaign),
            ", ".join(sorted(filter(None, addresses)))
            if status == "sent"
            else f"not sent: {REASONS.get(reason, reason)}",
        )
        for (campaign, status, reason), addresses in groups.items()
    ]


def _playbooks(day: Forecast, policies: Mapping[str, Policy]) -> Iterator[Foreseen]:
    for opened in day.playbooks:
        occurrence = opened.occurrence
        tasks = len(opened.drafts(policies[opened.facts.programme]))
        detail = f"{tasks} task{'s' if tasks > 1 else ''} for the team; {occurrence.why}"
        yield Foreseen(day.on, "work", f"{occurrence.rule.name} opens", detail)
