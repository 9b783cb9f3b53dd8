"""What to recommend on usage that falls short, as text that a person goes over."""

from collections.abc import Mapping
from typing import Any


def recommend(content: Mapping[str, Any], products: frozenset[str]) -> str:
    """A list in Markdown of what the figures suggest; praise where there is nothing to raise."""
    figures = {figure["key"]: figure for figure in content["figures"]}
    said = [*_reach(figures, content["target"]), *_habit(figures), *_breadth(content, products)]
    said += _operations(figures, content["most_behind"])
    if not said:
        said = ["Both targets are met. Which further team would gain from this?"]
    return "\n".join(f"- {line}" for line in said)


def _reach(figures: Mapping[str, Any], target: int):
    share, users, seats = (figures[key] for key in ("utilization", "monthly_users", "seats"))
    if not share["known"]:
        yield "Switch on usage reports, so that we can see together who gains from the product."
        return
    if share["tone"] == "short":
        missing = max(-(-seats["value"] * target // 100) - users["value"], 1)
        yield (
            f"**Reach**: {users['text']} of {seats['text']} seats were used in the month. Inviting "
            f"{missing:,} more people, team by team and with a first task, reaches the target."
        )
    if users["value"] is not None and users["change"].startswith("−"):
        yield (
            f"**Trend**: monthly users changed by {users['change']}. Which teams stopped, and what "
            "would bring them back?"
        )


def _habit(figures: Mapping[str, Any]):
    usage = figures["usage"]
    if usage["known"] and usage["tone"] == "short":
        yield (
            f"**Habit**: {usage['text']} of those who use it do so on a given day. A short "
            "training on everyday tasks, and links from your own guides, make it part of the day."
        )


def _breadth(content: Mapping[str, Any], products: frozenset[str]):
    used = {feature["slug"] for feature in content["features"]}
    if "code_search" in products and not used & {"batch_changes", "code_insights"}:
        yield "**Breadth**: batch changes and code insights are part of your plan and not yet used."
    if "cody" in products and "cody_chat" not in used:
        yield "**Breadth**: Cody is part of your plan; start with chat in the editor."


def _operations(figures: Mapping[str, Any], most_behind: int):
    behind = figures["versions_behind"]
    if behind["known"] and behind["value"] > most_behind:
        yield f"**Upgrade**: the instance is {behind['text']} versions behind."
