"""The demo team's success plans: begun, worked at, looked at with the customer, and renewed."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from accounts.models import Account, Contact, User
from cs_portal.demo import names
from cs_portal.demo.book import Customer, address
from lifecycle.models import Objective, PlanAction, PlanAsk, PlanRelationship, SuccessPlan
from lifecycle.plans import action, objective, parts, plan, sync
from lifecycle.plans.freeze import Minutes

BEGINS = 66  # day of the relationship
_STARS = (
    "Every engineer finds the code they need in seconds, in any repository.",
    "New joiners ship their first change in their first week.",
    "Security fixes reach all repositories within two days.",
    "Reviews stop waiting for the one person who knows the code.",
)
_HAND = (
    ("Hours saved a developer and month", "Developers' time", "hours", "up", 0, 6),
    ("Days until a new joiner's first change", "Faster onboarding", "days", "down", 21, 7),
    ("Hours to roll a fix out everywhere", "Security", "hours", "down", 96, 24),
)
_OURS = (
    ("Send the usage recap to the engineering leads", 20),
    ("Run a search workshop with the payments teams", 38),
    ("Help to move the code intelligence jobs into the pipeline", 64),
)
_THEIRS = (
    ("Announce the rollout in the engineering all-hands", 16),
    ("Name a champion in each team", 35),
    ("Connect the second identity provider", 70),
    ("Agree on how saved hours are counted", 100),
)
_WINS = ("A number to show before the budget round", "Fewer tickets for the platform team",
         "To be seen as the one who made search work")  # fmt: skip
_SENTIMENTS = ("advocate", "positive", "neutral", "critical", "unknown")


def daily(found: Sequence[Customer], today: date, morning: datetime, chance: Random) -> None:
    """What is to be done about plans on the day, by the age of each."""
    current = {
        one.account.external_id: one
        for one in SuccessPlan.objects.current().select_related("account__ta", "account__programme")
    }
    due: dict[int, list[PlanAction]] = {}
    for one in PlanAction.objects.open().filter(due=today, plan__archived_at=None):
        due.setdefault(one.plan_id, []).append(one)
    for number, customer in enumerate(found):
        ready = (today - customer.began).days >= BEGINS and not customer.story.churned
        if customer.account["program"] == "digital" or not ready or number % 7 == 3:
            continue
        known = current.get(customer.key)
        if known is None:
            account = Account.objects.select_related("ta", "ae").get(external_id=customer.key)
            if account.state.stage in ("adopting", "nurturing", "renewing"):
                _begin(account, customer, number, today, morning)
        else:
            _do(due.get(known.pk, ()), known, number, today, morning)
            _work(known, customer, number, today, morning)


def _by(account: Account) -> User:
    return account.ta or User.objects.get(email=address(names.TEAM[4]))


def _begin(account: Account, customer: Customer, number: int, on: date, now: datetime) -> None:
    people = list(account.contacts.order_by("pk"))
    fields = {
        "title": f"Success plan {on.year}",
        "north_star": _STARS[number % len(_STARS)],
        "sponsor": account.ae,
        "customer_sponsor": next((one for one in people if one.economic_buyer), None),
        "owner": _by(account),
        "ends_on": max(customer.terms[-1][1], on + timedelta(120)),
        "next_sync_on": on + timedelta(45),
        "shared": number % 3 != 0,
        "notes": "The budget round is in autumn; bring numbers by then." if number % 2 else "",
    }
    begun = plan.begin(account, fields, by=_by(account), on=on, now=now)
    objectives = [
        objective.keep(one, on=on, now=now) for one in _objectives(begun, number, on, now)
    ]
    _agree(begun, objectives, people, number, on, now)


def _objectives(begun: SuccessPlan, number: int, on: date, now: datetime) -> Iterator[Objective]:
    """Two that are measured where there are data, one by hand."""
    shape = {"plan": begun, "baseline_on": on, "created_at": now}
    wanted = (("utilization", "Four of five seats in use each month", 80, "Reach", 160),
              ("usage", "A third of the users there on any day", 33, "Habit", 105),
              ("champions", "A champion in every area", 3, "Own strength", 180))  # fmt: skip
    for measure, title, target, driver, days in wanted[: 2 + (number % 3 == 0)]:
        today = objective.figure(begun, measure, on=on)
        if today and today.value < target:
            yield Objective(
                title=title,
                value_driver=driver,
                measure=measure,
                unit="" if measure == "champions" else "%",
                baseline=today.value,
                target=target,
                due_on=on + timedelta(days),
                **shape,
            )
    title, driver, unit, direction, baseline, target = _HAND[number % len(_HAND)]
    yield Objective(
        title=title,
        value_driver=driver,
        unit=unit,
        direction=direction,
        baseline=baseline,
        target=target,
        due_on=on + timedelta(130),
        **shape,
    )


def _agree(
    begun: SuccessPlan,
    objectives: Sequence[Objective],
    people: Sequence[Contact],
    number: int,
    on: date,
    now: datetime,
) -> None:
    """Who does what, who matters, and what is needed from others."""
    for place, (title, days) in enumerate(_OURS):
        due_on = on + timedelta(days + number % 9)
        about = objectives[place % len(objectives)]
        action.add(begun, title, side="ours", due_on=due_on, objective=about, now=now)
    for place, (title, days) in enumerate(_THEIRS):
        due_on = on + timedelta(days + number % 11)
        person = people[place % len(people)]
        action.add(begun, title, side="customer", due_on=due_on, contact=person, now=now)
    for place, person in enumerate(people[:3]):
        parts.keep(
            PlanRelationship(
                plan=begun,
                contact=person,
                name=str(person),
                sentiment=_SENTIMENTS[(number + place) % len(_SENTIMENTS)],
                win=_WINS[place],
                to_champion=place == 1,
                owner=begun.owner,
            )
        )
    parts.keep(
        PlanAsk(
            plan=begun,
            title="A date for the search over their largest repository",
            from_whom="Product" if number % 2 else "Their platform team",
            needed_by=on + timedelta(75),
            risk=("low", "medium", "high")[number % 3],
            threatens="The rollout to the second half of the teams",
            shared=number % 2 == 0,
        )
    )


def _do(
    due: Sequence[PlanAction], known: SuccessPlan, number: int, on: date, now: datetime
) -> None:
    """Two of three actions are done in time."""
    for one in due:
        if (number + one.number) % 3:
            action.close(one, "done", by=_by(known.account), on=on, now=now)


def _work(known: SuccessPlan, customer: Customer, number: int, today: date, now: datetime) -> None:
    """One day's part of a plan's life."""
    age = (today - known.started_on).days
    renewed = len(customer.terms) > 1 and today == customer.terms[-1][0] + timedelta(3)
    if not renewed and age % 28 != 9 and age not in (46, 60, 72, 84):
        return
    who = _by(known.account)
    when = {"by": who, "on": today, "now": now}
    if age and age % 28 == 9:
        _read_by_hand(known, number, age, when)
    if age == 46 and number % 4:
        _sync(known, number, "The first weeks went well; the second wave starts later.", when)
        parts.comment(known, "Shared with the leads; thank you.", now=now,
                      contact=known.account.contacts.order_by("pk").first())  # fmt: skip
    if age == 84 and number % 2:
        _sync(known, number, "Numbers looked at together. Two teams still to be won.", when)
    if age == 60:
        parts.comment(
            known, "Their budget is frozen until March.", user=who, internal=True, now=now
        )
    if age == 72 and number % 2:
        for ask in known.asks.filter(state="open"):
            parts.settle(ask, "resolved", "It comes with the next release.", **when)
    if renewed:
        fields = {"title": f"Success plan {today.year}, after the renewal", "owner": known.owner,
                  "north_star": _STARS[(number + 1) % len(_STARS)], "sponsor": known.sponsor,
                  "customer_sponsor": known.customer_sponsor, "shared": known.shared}  # fmt: skip
        plan.follow(
            known, fields, because="Renewed: a new year, a new plan.", with_open=True, **when
        )


def _read_by_hand(known: SuccessPlan, number: int, age: int, when: dict) -> None:
    """Some keep to their path, some fall behind."""
    for one in known.objectives.filter(measure="hand"):
        way = (
            min(Decimal(age) / 130, Decimal(1)) * (Decimal("0.45"), Decimal("1.1"))[number % 3 > 0]
        )
        value = (one.baseline + (one.target - one.baseline) * way).quantize(Decimal("0.1"))
        objective.take(one, value, dated=when["on"], note="Asked their leads", **when)


def _sync(known: SuccessPlan, number: int, notes: str, when: dict) -> None:
    people = [str(one) for one in known.account.contacts.order_by("pk")[:2]]
    minutes = Minutes(
        [*people, str(when["by"])],
        notes,
        "The workshop comes first; the numbers are read again before the next sync.",
        when["on"] + timedelta(38 if number % 5 else 91),
    )
    sync.hold(known, minutes, held_on=when["on"], **when)
