"""The first text of each point of the agenda, from what is known when a review is begun."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from lifecycle.reviews import advice, agenda
from lifecycle.reviews.rhythm import spelled


class Before(NamedTuple):
    """The review before, its texts written out: when it was held, and what it said."""

    title: str
    held_on: date
    strategy: str
    next_steps: str


class Known(NamedTuple):
    """What the first texts are made of; lists are Markdown written by whoever knows them."""

    content: Mapping[str, Any]
    products: frozenset[str]
    before: Before | None
    goals: str = ""
    objectives: str = ""
    feedback: str = ""
    steps: str = ""


class Text(NamedTuple):
    body: str
    internal_note: str = ""


def texts(known: Known) -> dict[str, Text]:
    """By point; a point of which nothing is known begins empty."""
    return {
        agenda.INTRODUCTIONS: Text(_introductions(known)),
        agenda.STRATEGY: _strategy(known),
        agenda.PROGRESS: Text(
            _progress(known), "{{ health }}\n\n{{ stages }}" if known.content["figures"] else ""
        ),
        agenda.USAGE: Text(_usage(known)),
        agenda.VALUE: Text("{{ values }}"),
        agenda.ROADMAP: Text(known.feedback),
        agenda.NEXT_STEPS: Text(known.steps),
    }


def _introductions(known: Known) -> str:
    first, last = (spelled(date.fromisoformat(known.content[key])) for key in ("from", "until"))
    said = f"We look at the time from {first} to {last}"
    if known.before:
        said += f", since “{known.before.title}” of {spelled(known.before.held_on)}"
    return f"{said}.\n\n{{{{ attendees }}}}"


def _strategy(known: Known) -> Text:
    if known.goals:
        return Text(known.goals)
    if known.before and known.before.strategy:
        return Text(
            known.before.strategy,
            f"Taken over from {spelled(known.before.held_on)}: ask whether it still holds.",
        )
    return Text("")


def _progress(known: Known) -> str:
    parts = []
    if known.before and known.before.next_steps:
        parts.append(f"### Agreed on {spelled(known.before.held_on)}\n\n{known.before.next_steps}")
    if known.objectives:
        parts.append(f"### Success plan\n\n{known.objectives}")
    new = [feature["name"] for feature in known.content["features"] if feature["new"]]
    if new:
        parts.append(f"### New in this time\n\nFirst used: {', '.join(new)}.")
    return "\n\n".join(parts)


def _usage(known: Known) -> str:
    advised = advice.recommend(known.content, known.products)
    return (
        "{{ key_figures }}\n\n{{ usage_chart }}\n\n### What we recommend\n\n"
        f"{advised}\n\n{{{{ features }}}}"
    )
