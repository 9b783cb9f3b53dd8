"""The frozen snapshot of an account that rules look at."""

from datetime import date
from typing import NamedTuple

# Makes a named tuple of all its values in order, at half the cost of calling its class: a decided
# day makes ten of them an account.
named = tuple.__new__

PROSPECT, ONBOARDING, ADOPTING, NURTURING, RENEWING = (
    "prospect",
    "onboarding",
    "adopting",
    "nurturing",
    "renewing",
)
STAGES = (PROSPECT, ONBOARDING, ADOPTING, NURTURING, RENEWING)
HEALTH_STAGES = frozenset((ADOPTING, NURTURING, RENEWING))
# The roles that every account needs somebody for.
NEEDED_ROLES = ("instance_admin", "program_contact", "champion")


class Term(NamedTuple):
    """A contract term or add-on; `end` is the first day no longer covered."""

    start: date
    end: date
    signed_on: date
    seats: int
    products: frozenset[str]
    churned_on: date | None = None
    add_on: bool = False


class Figures(NamedTuple):
    """What pings say early on a day: only those dated before it count."""

    mau: int | None = None
    mau_on: date | None = None
    dau_total: int = 0
    dau_days: int = 0


class Signals(NamedTuple):
    """The newest signals row; None or empty means unknown."""

    on: date | None = None
    defect_tickets: int | None = None
    help_tickets: int | None = None
    versions_behind: int | None = None
    code_intel: str = ""
    ta_sentiment: str = ""
    last_activity_on: date | None = None


class Override(NamedTuple):
    """A person's stage; in force from `starts_on` until the day before `ends_on`."""

    stage: str
    starts_on: date
    ends_on: date
    owner: str
    reason: str


NO_FIGURES = Figures()
NO_SIGNALS = Signals()


class AccountFacts(NamedTuple):
    """Everything the rules may know of an account on a day.

    `terms` are in order of start; `first_uses` are the recent ones, `closed_month_pings` is
    counted only in the days when a monthly recap can be open. `lacking` are those of NEEDED_ROLES
    that nobody holds who may be written to.
    """

    account: int
    key: str
    programme: str
    zone: str
    tracked_from: date
    paused_until: date | None
    terms: tuple[Term, ...]
    figures: Figures = NO_FIGURES
    signals: Signals = NO_SIGNALS
    champion: bool = False
    buyer: bool = False
    first_ping_on: date | None = None
    first_uses: tuple[tuple[str, date], ...] = ()
    closed_month_pings: int = 0
    override: Override | None = None
    tier: int | None = None
    lacking: tuple[str, ...] = ()


class State(NamedTuple):
    """What was concluded about an account so far; the input of its next day."""

    stage: str = ""
    rule_stage: str = ""
    rule: str = ""
    stage_since: date | None = None
    overdue: bool = False
    targets_row: int = 0
    band: str = ""
    confirmed_band: str = ""
    row_band: str = ""
    row_days: int = 0
    left_renewing_on: date | None = None
    health_mail_on: date | None = None
    score: int | None = None
    utilization: int | None = None
    usage: int | None = None
    relationship: int = 0
    relationship_start: date | None = None
    renewal_on: date | None = None
    seats: int = 0


NEW = State()
