"""Trainings, product feedback and advocates of the demo world."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random

from accounts import advocates, gaps, trainings
from accounts.models import (
    Account,
    Advocacy,
    ChampionTest,
    GapReport,
    GapStatus,
    Instrument,
    ProductGap,
    Training,
    User,
)
from cs_portal.demo import names
from cs_portal.demo.book import Customer, address

_FIRST = ("101", "admin", "102", "cody-onboarding")
_AGES = (18, 32, 74, 96)  # days of the relationship at which the trainings are given
# Title, area, stage of the feature, and what becomes of it.
_GAPS = (
    ("Search over issues and pull requests", "Code Search", "", GapStatus.OPEN),
    ("Audit log of every chat", "Cody", "beta", GapStatus.IN_PROGRESS),
    ("Own models behind the firewall", "Cody", "experimental", GapStatus.ON_BACKLOG),
    ("Batch changes across two code hosts", "Batch Changes", "ga", GapStatus.DONE),
    ("Insights by team", "Code Insights", "ga", GapStatus.OPEN),
    ("Plug-in for an editor of the eighties", "Extensions", "", GapStatus.WONT_DO),
)
_SHIPPING_DAY, _ENOUGH = 15, 6
_IMPACT = (
    "Two teams cannot move over before it is there, 60 seats.",
    "Their security review is waiting for it.",
    "An hour a week for each of their platform engineers.",
    "They would be glad of it; nothing hangs on it.",
)
_OPINIONS = (
    ("roadmap_review", "The direction is right; they would like dates to plan with."),
    ("feedback_session", "Answers are quick. The settings page is hard to find one's way in."),
    ("call", "New joiners find their way in days instead of weeks."),
    ("survey", "Search is fast; the first query should be suggested."),
)


def daily(found: Sequence[Customer], on: date, morning: datetime, chance: Random) -> None:
    """A training at its age, now and then a gap, an opinion, a test, an advocate."""
    if on.day == _SHIPPING_DAY:
        _ship(on)
    accounts = {one.external_id: one for one in Account.objects.select_related("ta")}
    for number, customer in enumerate(found):
        age = (on - customer.began).days
        account = accounts[customer.key]
        if age in _AGES and customer.story.quiet < 60:
            _train(account, _FIRST[_AGES.index(age)], on, morning, chance)
        if age > 40 and (number * 7 + age) % 61 == 0:
            _miss(account, on, morning, chance)
        if age > 50 and (number * 5 + age) % 53 == 0:
            _think(account, on, morning, chance)
        if age > 60 and (number * 3 + age) % 67 == 0:
            _test(account, customer.story.sentiment == "healthy", on, morning)


def at_last(found: Sequence[Customer], on: date, morning: datetime, chance: Random) -> None:
    """Trainings to come, what was shipped lately, and what advocates were asked for."""
    accounts = {one.external_id: one for one in Account.objects.select_related("ta")}
    for place, customer in enumerate(found[3:24:4]):
        account = accounts[customer.key]
        training = Training.objects.get(slug=_FIRST[place % 4])
        trainings.plan(
            account,
            training,
            day=on + timedelta(3 * place - 2),
            host=_member(account),
            invited=list(account.contacts.all()[:3]),
            now=morning,
        )
    for title, *_, status in _GAPS:
        for gap in ProductGap.objects.filter(title=title).exclude(status=GapStatus.DONE):
            if status != GapStatus.DONE:
                gaps.move(gap, status, on=on)
    for report in GapReport.objects.filter(gap__status=GapStatus.DONE).order_by("pk")[::2]:
        gaps.tell(report, by=_member(report.account), on=on, now=morning)
    _ask(on, morning)


def remove() -> None:
    """What nobody's account holds."""
    ProductGap.objects.filter(title__in=[gap[0] for gap in _GAPS]).delete()


def _train(account: Account, slug: str, on: date, morning: datetime, chance: Random) -> None:
    people = list(account.contacts.all())
    session = trainings.plan(
        account,
        Training.objects.get(slug=slug),
        day=on,
        host=_member(account),
        invited=people[:4],
        now=morning,
    )
    came = [person for person in people[:4] if chance.random() < 0.75] or people[:1]
    trainings.hold(
        session,
        day=on,
        attended=came,
        others=chance.randrange(2, 18),
        notes=chance.choice(("", "Many questions about their own repositories.", "Recorded.")),
        by=_member(account),
        on=on,
        now=morning,
    )


def _miss(account: Account, on: date, morning: datetime, chance: Random) -> None:
    title, area, stage, *_ = chance.choice(_GAPS)
    gap, _ = ProductGap.objects.get_or_create(
        title=title, defaults={"area": area, "lifecycle": stage, "created_at": morning}
    )
    if gap.status == GapStatus.DONE or gap.reports.filter(account=account).exists():
        return
    gaps.report(
        account,
        gap,
        severity=chance.choice(("p0", "p1", "p1", "p2", "p2")),
        impact=chance.choice(_IMPACT),
        workaround=chance.choice(("", "A script of their own.")),
        contact=account.contacts.first(),
        by=_member(account),
        on=on,
        now=morning,
    )


def _ship(on: date) -> None:
    """What enough of them asked for is there."""
    shipping = [title for title, *_, status in _GAPS if status == GapStatus.DONE]
    for gap in ProductGap.objects.filter(title__in=shipping).exclude(status=GapStatus.DONE):
        if gap.reports.count() >= _ENOUGH:
            gaps.move(gap, GapStatus.DONE, shipped_on=on, on=on)


def _think(account: Account, on: date, morning: datetime, chance: Random) -> None:
    source, text = chance.choice(_OPINIONS)
    gaps.opinion(
        account,
        text,
        source=source,
        contact=account.contacts.last(),
        day=on,
        by=_member(account),
        on=on,
        now=morning,
    )


def _test(account: Account, healthy: bool, on: date, morning: datetime) -> None:
    """Champions pass; of the others, some are on their way."""
    said = {"by": _member(account), "on": on, "now": morning}
    other = account.contacts.filter(champion=False, end_user=True).first()
    if other is not None:
        advocates.test(other, power=False, sells=healthy, shares=True, **said)
    contact = account.contacts.filter(champion=True).first()
    if contact is None:
        return
    again = ChampionTest.objects.filter(contact=contact).exists()
    advocates.test(contact, power=True, sells=True, shares=True, **said)
    if healthy and not again:
        advocates.name(contact, since=on, note="Spoke up for us in their guild.", **said)


def _ask(on: date, morning: datetime) -> None:
    steps = (
        (Instrument.Kind.CASE_STUDY, Instrument.Status.AGREED),
        (Instrument.Kind.REFERENCE_CALL, Instrument.Status.DONE),
        (Instrument.Kind.ADVISORY_BOARD, Instrument.Status.ASKED),
        (Instrument.Kind.TESTIMONIAL, Instrument.Status.DECLINED),
    )
    for place, advocacy in enumerate(_standing()):
        by = _member(advocacy.contact.account)
        if place % 3 == 0:
            advocates.name(
                advocacy.contact,
                since=advocacy.since,
                reference=True,
                consent=f"{advocacy.contact} agreed by mail to be named to other customers.",
                note=advocacy.note,
                by=by,
                on=on,
                now=morning,
            )
        if place % 2 == 0:
            kind, status = steps[(place // 2) % len(steps)]
            advocates.ask(advocacy, kind, status, by=by, on=on, now=morning)


def _standing() -> Iterator[Advocacy]:
    yield from Advocacy.objects.select_related("contact__account").order_by("pk")[:10]


def _member(account: Account) -> User:
    return account.ta or User.objects.get(email=address(names.TEAM[4]))
