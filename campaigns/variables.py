"""The variables that the copy of an email may use, each with its meaning and a sample."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

# text: words. url: an http(s) or mailto address, the only kind that may be a link's target.
# share: words that begin with a number of per cent, the only kind that may set a bar's width.
# block: stands alone in its paragraph and brings variables of its own.
Kind = Literal["text", "url", "share", "block"]


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    meaning: str
    sample: str
    may_be_missing: bool = False
    kind: Kind = "text"


_TABLE = (
    # The person written to.
    Variable("contact_first_name", "First name of the person written to", "Ada", True),
    Variable("contact_full_name", "First and last name of that person", "Ada Lovelace", True),
    # The customer.
    Variable("account_name", "The customer's name", "Analytical Engines"),
    Variable("program_name", "The programme the account is in", "Scaled", True),
    Variable("seats", "Seats in force today, with thousands separated", "1,200", True),
    Variable("products", "Products in force, in words", "Code Search and Cody", True),
    Variable("relationship_start", "The day the relationship began", "4 March 2025"),
    Variable("renewal_date", "The day the last known term ends", "3 March 2026", True),
    # The vendor.
    Variable("vendor_name", "The company that sends", "Sourcegraph"),
    Variable("code_search_name", "What the code search product is called", "Code Search"),
    Variable("cody_name", "What the coding assistant is called", "Cody"),
    # Who signs.
    Variable(
        "sender_name", "Who signs: the advisor, or the team when none is named", "Grace Hopper"
    ),
    Variable("sender_title", "The signer's title", "Technical Advisor", True),
    Variable("sender_email", "Where an answer goes", "grace.hopper@vendor.example"),
    Variable("ta_name", "The named technical advisor", "Grace Hopper", True),
    # Where to go.
    Variable(
        "booking_url",
        "Where to pick a time: the reader's own page",
        "https://portal.example/book/3f9c?topic=check-in&lang=en",
        kind="url",
    ),
    Variable(
        "help_url",
        "Where to ask for help",
        "https://portal.example/help/9d2e",
        kind="url",
    ),
    Variable(
        "survey_url",
        "Where to answer the survey of the campaign",
        "https://portal.example/survey/71ab",
        kind="url",
    ),
    Variable(
        "interest_url",
        "Where to say that one would like to try the feature or beta",
        "https://portal.example/i/8b2e",
        kind="url",
    ),
    Variable("hub_url", "The customer's own page", "https://portal.example/hub/9d2e", True, "url"),
    Variable(
        "preferences_url",
        "Where to choose which mails to get",
        "https://portal.example/preferences/5c1d",
        kind="url",
    ),
    Variable(
        "unsubscribe_url",
        "Where to stop all campaign mail",
        "https://portal.example/unsubscribe/5c1d",
        kind="url",
    ),
    Variable(
        "why_line",
        "One sentence: why this person gets this mail",
        "You get this because you are the program contact for Analytical Engines.",
    ),
    # What the mail is about.
    Variable("feature_name", "The feature somebody used for the first time", "Batch Changes", True),
    Variable("month_name", "The closed month of a monthly recap", "October 2025"),
    Variable("period_name", "The days the figures cover, as said after 'in'", "October 2025"),
    # The figures of a recap. Bars take their width from the leading number of a share.
    Variable("figures", "The table of figures, alone in its paragraph", "", kind="block"),
    Variable("scores", "The numbers 0 to 10, each a link to the survey", "", kind="block"),
    Variable("picture", "The month as a picture, alone in its paragraph", "", kind="block"),
    Variable(
        "picture_url",
        "The page with the month's picture",
        "https://portal.example/r/7f3a/",
        kind="url",
    ),
    Variable(
        "picture_src",
        "The picture itself",
        "https://portal.example/r/7f3a/usage.png",
        kind="url",
    ),
    Variable("picture_alt", "What the picture shows, in words", "Usage in October: 912 people."),
    Variable("figure_mau", "People active in the period", "912"),
    Variable("figure_seats", "Seats those people are measured against", "1,200", True),
    Variable("figure_utilization", "Active people as a share of seats", "76%", True, "share"),
    Variable("figure_utilization_target", "The target for that share", "80%", False, "share"),
    Variable("figure_dau", "People active on an average day", "301", True),
    Variable("figure_usage", "Average day as a share of the active people", "33%", True, "share"),
    Variable("figure_usage_target", "The target for that share", "30%", False, "share"),
    Variable("figure_change_mau", "Active people against the month before", "+38 (+4%)", True),
)

VARIABLES: Mapping[str, Variable] = MappingProxyType({each.name: each for each in _TABLE})


def samples() -> dict[str, str]:
    """A value for everything, for previews and tests."""
    return {each.name: each.sample for each in _TABLE if each.kind != "block"}


def required() -> frozenset[str]:
    """The names that must always have a value."""
    return frozenset(
        each.name for each in _TABLE if not each.may_be_missing and each.kind != "block"
    )
