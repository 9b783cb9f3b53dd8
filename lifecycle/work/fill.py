"""Fills the variables of a document's template in: by name, and nothing but names."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

UNKNOWN = "not known"
_PLACE = re.compile(r"\{\{[ \t]*([a-z_]+(?:\.[a-z_]+)?)[ \t]*(?:\|([^{}\n]*))?\}\}")
_BRACES = re.compile(r"\{\{|\}\}")

VARIABLES: Mapping[str, str] = MappingProxyType(
    {
        "today": "The day the document is written",
        "author": "Who writes it",
        "account.name": "The customer's name",
        "account.programme": "The programme the account is in",
        "account.tier": "Its tier, where it has one",
        "account.developers": "How many developers the customer has",
        "account.hosting": "Cloud or self-hosted",
        "team.ta": "The Technical Advisor",
        "team.ae": "The Account Executive",
        "team.ce": "The Customer Engineer",
        "contract.start": "First day of the term in force, or of the one to come",
        "contract.end": "The renewal date",
        "contract.signed": "The day it was signed",
        "contract.seats": "Seats in force",
        "contract.products": "Products in force",
        "contract.arr": "Its annual recurring revenue",
        "relationship.start": "The day the relationship began",
        "stage.name": "The stage the account is in",
        "stage.since": "The day it came into it",
        "health.band": "The confirmed health",
        "health.score": "The score of the last day decided, of 10",
        "usage.mau": "People active in a month",
        "usage.utilization": "Those people by seats",
        "usage.usage": "Mean daily users by those people",
        "contacts.champion": "Who the champions are",
        "contacts.program_contact": "Who the program contacts are",
        "contacts.instance_admin": "Who the instance admins are",
        "contacts.economic_buyer": "Who the economic buyers are",
        "contacts.executive": "Who the executives are",
    }
)


class FillError(ValueError):
    """A template that cannot be used; the message names the line."""


def check(text: str) -> None:
    """Raise FillError at the first variable that there is not."""
    for number, line in enumerate(text.splitlines(), start=1):
        for name in _names(line):
            if name not in VARIABLES:
                raise FillError(f"line {number}: there is no variable {name}.")
        if brace := _BRACES.search(_PLACE.sub("", line)):
            raise FillError(f"line {number}: {brace[0]} belongs to no variable.")


def _names(line: str) -> Iterator[str]:
    return (place[1] for place in _PLACE.finditer(line))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with every value in its place; what is not known says so, or as the place says.

    A value stays on its line, and is never looked through for places itself.
    """

    def value(place: re.Match[str]) -> str:
        found = " ".join(values.get(place[1], "").split())
        return found or (place[2] or "").strip() or UNKNOWN

    return _PLACE.sub(value, text)


def named(text: str) -> str:
    """The text with the names of its variables in their places, for reading a template."""
    return _PLACE.sub(lambda place: f"‹{place[1]}›", text)
