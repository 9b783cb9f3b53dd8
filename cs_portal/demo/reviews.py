"""Business reviews of the demo book, from a draft with gaps to one signed by both sides."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random

from accounts.models import Account
from cs_portal.demo.book import Customer
from lifecycle.models import Agenda, BusinessReview, ReviewSide, ReviewValue
from lifecycle.reviews import build, nearness, people, steps

_FLOURISHING, _SLIPPING = ("nurturing", "renewing in good"), ("slowing", "slipping")
_VALUES = (
    ("Security fixes in all repositories", "Days instead of weeks", "Last sweep in 2 days", 3),
    ("Onboarding of developers", "First change within a week", "8 days on average, from 15", 2),
    ("Incident resolution", "Find the cause in minutes", "", 1),
)  # fmt: skip
_STRATEGY = (
    "This year two things matter most:\n\n"
    "- **One platform** for all engineering teams, with the monolith split by autumn\n"
    "- **Shorter lead times**: from idea to production in under ten days\n\n"
    "Sponsor of both is the VP of Engineering."
)
_ROADMAP = (
    "| You asked for | Where it stands |\n|---|---|\n"
    "| Search across archived repositories | in the next release |\n"
    "| Usage by team in the admin area | being designed; may we interview two of your leads? |\n"
)
_NEXT = (
    "- We hold a session on batch changes for the platform team, within a month\n"
    "- You name a champion in the mobile teams\n"
    "- Together: look at usage by team in the next sync"
)


def at_last(found: Sequence[Customer], on: date, moment: datetime, chance: Random) -> None:
    """One signed off, one held and waiting for the customer, one ready, one draft with gaps."""
    stories = [*list(_chosen(found, _FLOURISHING))[:3], *list(_chosen(found, _SLIPPING))[:1]]
    for account, finish in zip(stories, (_signed, _held, _ready, _draft), strict=False):
        finish(account, on, moment)


def _chosen(found: Sequence[Customer], stories: Sequence[str]) -> Iterator[Account]:
    """Accounts of these stories that have an advisor of their own."""
    keys = [one.key for story in stories for one in found if one.story.name.startswith(story)]
    accounts = Account.objects.select_related("programme", "ta", "ae", "state").in_bulk(
        keys, field_name="external_id"
    )
    for key in dict.fromkeys(keys):
        account = accounts.get(key)
        if account is not None and account.ta is not None:
            yield account


def _begin(account: Account, on: date, now: datetime, *, planned_on: date) -> BusinessReview:
    first, last = nearness.period(account, on=on)
    return build.begin(
        account,
        title=f"Business review, {last:%B %Y}",
        first=first,
        last=last,
        planned_on=planned_on,
        by=account.ta,
        now=now,
    )


def _fill(review: BusinessReview, texts: dict[str, str], now: datetime) -> None:
    for section in review.sections.filter(kind__in=texts):
        new = build.Writing(section.title, texts[section.kind], True, section.internal_note)
        build.write(section, new, seen="", by=review.owner, now=now)


def _full(account: Account, on: date, now: datetime, *, planned_on: date) -> BusinessReview:
    review = _begin(account, on, now, planned_on=planned_on)
    _values(review)
    _fill(review, {Agenda.STRATEGY: _STRATEGY, Agenda.ROADMAP: _ROADMAP, Agenda.NEXT_STEPS: _NEXT,
                   Agenda.PROGRESS: "The rollout to the web teams is done: {{ monthly_users }} "
                   "people used it in the month.\n\n{{ contacts }}"}, now)  # fmt: skip
    return review


def _values(review: BusinessReview) -> None:
    people.keep_values(
        review,
        lambda: ReviewValue.objects.bulk_create(
            ReviewValue(review=review, use_case=case, expected=hoped, achieved=got, maturity=level)
            for case, hoped, got, level in _VALUES
        ),
    )


def _signed(account: Account, on: date, now: datetime) -> None:
    held = on - timedelta(12)
    review = _full(account, held, now - timedelta(14), planned_on=held)
    steps.make_ready(review)
    steps.hold(review, held_on=held, by=account.ta, on=held, now=now - timedelta(12))
    signed_on, when = on - timedelta(9), now - timedelta(9)
    customer = review.attendees.filter(side=ReviewSide.CUSTOMER).first()
    signers = [(ReviewSide.OURS, str(account.ta), account.ta.title)]
    if customer:
        signers.append((ReviewSide.CUSTOMER, customer.name, customer.title))
    for side, name, title in signers:
        steps.sign(
            review,
            side,
            name=name,
            title=title,
            signed_on=signed_on,
            by=account.ta,
            on=signed_on,
            now=when,
        )


def _held(account: Account, on: date, now: datetime) -> None:
    held = on - timedelta(6)
    review = _full(account, held, now - timedelta(8), planned_on=held)
    steps.hold(review, held_on=held, by=account.ta, on=held, now=now - timedelta(6))


def _ready(account: Account, on: date, now: datetime) -> None:
    review = _full(account, on, now - timedelta(2), planned_on=on + timedelta(3))
    steps.make_ready(review)


def _draft(account: Account, on: date, now: datetime) -> None:
    _begin(account, on, now - timedelta(1), planned_on=on + timedelta(8))
