"""An account's closed month as figures, and the same in words for who sees no picture."""

import json
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

FEATURES_SHOWN = 5
_MOST = 400  # characters of an alternative text that screen readers still read to the end


class Month(NamedTuple):
    """`figures` are the words of the mail by variable; `days` the daily users by date, `features`
    the most people a feature had on one day, the most used first.
    """

    account: str
    name: str
    figures: Mapping[str, str]
    days: tuple[tuple[date, int], ...] = ()
    features: tuple[tuple[str, int], ...] = ()

    @property
    def as_json(self) -> str:
        days = [(day.isoformat(), users) for day, users in self.days]
        return json.dumps([self.account, self.name, dict(self.figures), days, self.features])

    def figure(self, name: str) -> str:
        return self.figures.get(f"figure_{name}", "")

    @property
    def alt(self) -> str:
        """All that the picture shows, in two or three sentences."""
        said = [
            f"Usage of {self.account} in {self.name}: {self.figure('mau') or 'no'} people active"
        ]
        if self.figure("seats"):
            said.append(f" of {self.figure('seats')} seats")
        if self.figure("utilization"):
            goal = self.figure("utilization_target")
            said.append(f" ({self.figure('utilization')}, goal {goal})")
        if self.figure("change_mau"):
            said.append(f", {self.figure('change_mau')} against the month before")
        said.append(".")
        if self.figure("dau"):
            said.append(f" {self.figure('dau')} people on an average day")
            if self.days:
                most = max(self.days, key=lambda day: day[1])
                said.append(f", {most[1]:,} at most, on {most[0].day} {most[0]:%B}")
            said.append(".")
        if self.features:
            told = ", ".join(f"{name} {users:,}" for name, users in self.features)
            said.append(f" Most people on one day: {told}.")
        words = "".join(said)
        return words if len(words) <= _MOST else f"{words[: _MOST - 1].rstrip()}…"


def from_json(text: str) -> Month:
    account, name, figures, days, features = json.loads(text)
    return Month(
        account,
        name,
        figures,
        tuple((date.fromisoformat(day), users) for day, users in days),
        tuple((feature, users) for feature, users in features),
    )
