"""How the demo world's team rates, forecasts, rescues and closes its renewals."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from accounts.models import Account, TeamRole, User
from cs_portal.demo.book import Customer
from lifecycle.models import AccountState, CaseUpdate, RenewalAssessment, RiskCase
from lifecycle.renewals import assessing, cases, churning, closing, forecasting, worth
from lifecycle.renewals.closing import Offer
from lifecycle.work import task as tasks

_ANSWERED_AFTER, _RATED_AFTER = timedelta(5), timedelta(9)
_PLANNED_AFTER = timedelta(3)
_FORECAST_WITHIN = timedelta(100)
_CLOSED_WITHIN = timedelta(38)
_MONDAY = 0

_SAYS = {
    "green": (
        "They use it every day and say so; the buyer has the budget.",
        "Searches save them an hour a week each, by their own count.",
        "None that we know of.",
    ),
    "yellow": (
        "Use is fair, but one team has slowed down since the reorganisation.",
        "Two teams rely on it, the third has stopped.",
        "The budget is reviewed in the spring; seats may be cut.",
    ),
    "red": (
        "Use has fallen by half and nobody there speaks for us any more.",
        "Little that they would name.",
        "The champion left, and an in-house tool is being tried.",
    ),
}
_FORECASTS = {
    "green": ("flat", "expansion"),
    "yellow": ("flat", "partial"),
    "red": ("partial", "churn"),
}
_UPDATES = (
    ("Met the new head of platform; she wants figures by team.", "", "A dashboard from Product."),
    ("Upgrade done on the test instance, production follows next week.", "Change freeze", ""),
    ("Two teams trained; thirty people came back within days.", "", "Marketing: a short story."),
    ("The buyer asked what others pay; the AE answers with the CFO's figures.", "Price", ""),
    ("Champion introduced her deputy, who answers from now on.", "", ""),
    ("Their own search tool is paused until the summer.", "", "Engineering: the API they want."),
    ("Weekly hour with the platform group begun; eight came.", "", ""),
)


def daily(found: Sequence[Customer], on: date, moment: datetime, chance: Random) -> None:
    """Each waits its days after the rule opened it; a few are left for somebody to do."""
    told = {"on": on, "now": moment}
    open_ = RenewalAssessment.objects.filter(closed_on=None, opened_on__lte=on - _ANSWERED_AFTER)
    unrated = open_.filter(rating="").select_related("account__programme", "account__ae")
    for assessment in unrated.order_by("pk"):
        _assess(assessment, told)
    if on.weekday() == _MONDAY:
        _forecast(told, chance)
        _update(told)
    _plan(told)
    _close(found, told)


def at_last(found: Sequence[Customer], on: date, moment: datetime, chance: Random) -> None:
    """One who is overdue leaves today."""
    keys = [customer.key for customer in found if customer.story.name == "overdue"]
    account = Account.objects.filter(external_id__in=keys[1:]).first()
    if account:
        churning.churn(
            account,
            churned_on=on,
            category="budget",
            words="The whole platform group was cut; nobody is left to use it.",
            sponsor=_managers()[0],
            by=account.ae or _managers()[1],
            on=on,
            now=moment,
        )


def _assess(assessment: RenewalAssessment, told: dict[str, Any]) -> None:
    """Every fifth is left alone, as happens; every seventh waits for its second side."""
    reading = assessment.readings.first()
    number = int(assessment.account.external_id[-3:])
    if reading is None or number % 5 == 0:
        return
    colour = reading.suggestion or "green"
    reason, value, risks = _SAYS[colour]
    advisor = assessment.account.ta or _pool()
    answers = {"value_realised": value, "risks": risks, "buyer_access": "By the deal contact."}
    assessing.answer(assessment, answers, by=advisor, now=told["now"])
    if assessment.opened_on > told["on"] - _RATED_AFTER or assessment.ratings.exists():
        return
    proposed = assessing.propose(assessment, colour, reason, by=advisor, **told)
    if number % 7 and assessment.account.ae:
        assessing.agree(proposed, assessing.AE, by=assessment.account.ae, **told)


def _forecast(told: dict[str, Any], chance: Random) -> None:
    """Account Executives say what they expect of renewals that are a quarter away."""
    soon = told["on"] + _FORECAST_WITHIN
    states = (
        AccountState.objects.filter(rule="S5", renewal_on__lte=soon, overdue=False)
        .exclude(account__renewal_forecasts__isnull=False)
        .select_related("account__ae")
        .order_by("account_id")
    )
    ratings = dict(
        RenewalAssessment.objects.filter(closed_on=None).values_list("account_id", "rating")
    )
    for state in states:
        colour = ratings.get(state.account_id, "")
        if not colour or state.account.ae is None:
            continue
        outcome = chance.choice(_FORECASTS[colour])
        today = worth.of(state.account_id, state.renewal_on)
        factor = {"partial": Decimal("0.6"), "expansion": Decimal("1.2")}.get(outcome, Decimal(1))
        forecasting.forecast(
            state.account,
            outcome,
            arr=round(today.arr * factor, 0),
            seats=int(today.seats * factor),
            reason=_SAYS[colour][2] if colour != "green" else "They asked for the same again.",
            by=state.account.ae,
            **told,
        )


def _plan(told: dict[str, Any]) -> None:
    """A case has its plan after three days."""
    new = RiskCase.objects.filter(
        state=RiskCase.State.OPEN, goal="", opened_on__lte=told["on"] - _PLANNED_AFTER
    ).select_related("account__ta", "account__ae")
    for case in new.order_by("pk"):
        advisor = case.account.ta or _pool()
        cases.describe(
            case,
            problem=case.problem or case.because,
            goal="The platform group renews at least its own seats.",
            sponsor=_managers()[0],
            by=advisor,
            **told,
        )
        used = cases.add_criterion(
            case,
            "Utilization",
            metric="utilization",
            target=Decimal(60),
            by=advisor,
            **told,
        )
        cases.add_criterion(
            case, "Teams trained", target=Decimal(4), value=Decimal(1), by=advisor, **told
        )
        for title, owner, days in (
            ("Train the two teams that stopped", advisor, 12),
            ("Find a new champion with the buyer", case.account.ae, 20),
        ):
            due = told["on"] + timedelta(days)
            cases.add_step(case, title, owner=owner, due_on=due, criterion=used, now=told["now"])


def _update(told: dict[str, Any]) -> None:
    """On Mondays somebody writes about every case but the third, and does what was due."""
    going_on = RiskCase.objects.filter(state=RiskCase.State.OPEN).exclude(goal="")
    for place, case in enumerate(going_on.select_related("account__ta").order_by("pk")):
        week = (told["on"] - case.opened_on).days // 7
        if place % 3 == 2 or not week:
            continue
        happened, blockers, asks = _UPDATES[week % len(_UPDATES)]
        cases.update(
            case,
            CaseUpdate.Kind.UPDATE if week % 2 else CaseUpdate.Kind.SYNC,
            happened=happened,
            blockers=blockers,
            asks=asks,
            by=case.account.ta or _pool(),
            **told,
        )
        for step in case.steps.filter(task__state="open", task__due_on__lt=told["on"]):
            tasks.finish(step.task, by=step.task.owner, **told)
        trained = case.criteria.filter(measure="Teams trained").first()
        if trained and not trained.met:
            cases.set_value(trained, trained.value + 1, by=case.account.ta or _pool(), **told)


def _close(found: Sequence[Customer], told: dict[str, Any]) -> None:
    """The first of the good renewals is signed early, with more seats."""
    good = [customer.key for customer in found if customer.story.name == "renewing in good health"]
    state = (
        AccountState.objects.filter(
            account__external_id__in=good[:1],
            rule="S5",
            renewal_on__lte=told["on"] + _CLOSED_WITHIN,
            account__renewal_results=None,
        )
        .select_related("account__ae", "account__programme", "account__state")
        .first()
    )
    if state is None:
        return
    today = worth.of(state.account_id, state.renewal_on)
    closing.renew(
        state.account,
        Offer(
            start=state.renewal_on,
            end=closing.year_after(state.renewal_on),
            signed_on=told["on"],
            seats=today.seats + today.seats // 5,
            products=today.products,
            arr=round(today.arr * Decimal("1.2"), 0),
        ),
        words="Twenty percent more seats for the acquired company.",
        license_note="New key on the existing subscription, sent to the instance admins.",
        by=state.account.ae or _managers()[0],
        **told,
    )


def _pool() -> User:
    return User.objects.filter(role=TeamRole.TECHNICAL_ADVISOR, title__contains="pool").first()


def _managers() -> list[User]:
    return list(User.objects.filter(role=TeamRole.MANAGER).order_by("pk"))
