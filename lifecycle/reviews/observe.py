"""Tables to the observations of a period, in a fixed number of queries."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from accounts.models import Account, EntryKind, Feature
from lifecycle import gather, relationships
from lifecycle.facts import AccountFacts
from lifecycle.gather import Programmes
from lifecycle.health import assess
from lifecycle.metrics import measure
from lifecycle.models import Stage
from lifecycle.policy import Policy
from lifecycle.reviews import sources
from lifecycle.reviews.figures import Count, Moment, Observed

_DAY = timedelta(1)
_TIMELINE = (
    ("meetings", "Meetings", EntryKind.MEETING),
    ("calls", "Calls", EntryKind.CALL),
    ("emails", "Mails of the team", EntryKind.EMAIL),
)


def observe(account: Account, *, first: date, last: date) -> tuple[Observed, Policy]:
    """What is known of the days from the first to the last, and of the period before them."""
    programmes = Programmes.load()
    policy = programmes.policies[programmes.slugs[account.programme_id]]
    start = _moment(account, programmes, policy, first)
    end = _moment(account, programmes, policy, last + _DAY)
    pings = account.pings.filter(date__range=(first, last)).order_by("date")
    version = pings.exclude(version="").order_by("-date").values_list("version", flat=True)
    uses = account.feature_uses.filter(first_used_on__lte=last).order_by("first_used_on", "feature")
    seen = Observed(
        first=first,
        last=last,
        start=start,
        end=end,
        pings=tuple(pings.values_list("date", "dau", "mau")),
        seats=_seats(end.facts, policy, first, last),
        version=version.first() or "",
        features=tuple(_named(uses.values_list("feature", "first_used_on"))),
        counts=tuple(
            # Before there was a customer there is nothing to compare with.
            count if start.seats else count._replace(before=None)
            for count in (*_contacts(account, first, last), *_elsewhere(account, first, last))
        ),
        stages=tuple(_stages(account, first, last)),
    )
    return seen, policy


def _named(uses: Iterable[tuple[str, date]]) -> Iterator[tuple[str, str, date]]:
    """Features by the name that the catalogue has for them."""
    names = dict(Feature.objects.values_list("slug", "name"))
    for slug, day in uses:
        yield slug, names.get(slug, slug.replace("_", " ").capitalize()), day


def _moment(account: Account, programmes: Programmes, policy: Policy, on: date) -> Moment:
    """The account early on the day, as the rules saw it then, with today's roles."""
    facts = gather.facts([account.pk], programmes, on=on, recent_from=on, closed_month=False)
    found = facts[account.pk]
    relationship = relationships.current(found.terms, policy, on)
    seats = relationship.seats if relationship else 0
    metrics = measure(found.figures, seats, policy)
    return Moment(on, found, metrics, assess(found, metrics, policy, on), seats)


def _seats(
    facts: AccountFacts, policy: Policy, first: date, last: date
) -> tuple[tuple[date, int], ...]:
    """The seats in force on the first day, and wherever a term begins or ends after it."""
    days = {first} | {
        day
        for term in facts.terms
        for day in (relationships.begins(term), term.end)
        if first < day <= last
    }
    found = []
    for day in sorted(days):
        relationship = relationships.current(facts.terms, policy, day)
        found.append((day, relationship.seats if relationship else 0))
    return tuple(found)


def _contacts(account: Account, first: date, last: date) -> list[Count]:
    """Meetings, calls and mails of the timeline, beside those of as many days before."""
    before = first - (last - first) - _DAY
    rows = account.timeline.filter(
        kind__in=[kind for _, _, kind in _TIMELINE], on__range=(before, last)
    ).values_list("kind", "on")
    counted = Counter((kind, on >= first) for kind, on in rows)
    return [
        Count(
            key,
            label,
            counted[kind, True],
            counted[kind, False],
            f"timeline of {first} … {last}, beside as many days before",
        )
        for key, label, kind in _TIMELINE
    ]


def _elsewhere(account: Account, first: date, last: date) -> list[Count]:
    before = first - (last - first) - _DAY
    return [
        Count(
            source.key,
            source.label,
            source.count(account.pk, first, last),
            source.count(account.pk, before, first - _DAY),
            f"{source.source} of {first} … {last}, beside as many days before",
        )
        for source in sources.registered()
    ]


def _stages(account: Account, first: date, last: date):
    names = dict(Stage.choices)
    changes = account.stage_changes.filter(on__range=(first, last)).order_by("on", "pk")
    for day, before, after in changes.values_list("on", "from_stage", "to_stage"):
        yield day, names.get(before, "none"), names.get(after, "none")
