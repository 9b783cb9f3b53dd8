"""What a new review can begin with: the review before it, and what else is known of the account."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from accounts.models import Account, GapStatus, UseCaseState, ValueStatus
from lifecycle.models import Agenda, BusinessReview
from lifecycle.plans import content as plan_content
from lifecycle.plans import shared
from lifecycle.reviews import agenda, freeze, plan_texts, prose
from lifecycle.reviews.figures import by_key
from lifecycle.reviews.prefill import Before, Known
from lifecycle.reviews.rhythm import spelled


class Value(NamedTuple):
    """A use case with what was expected of it and what it brought."""

    use_case: str
    expected: str = ""
    achieved: str = ""
    maturity: int | None = None


def held(account: Account) -> BusinessReview | None:
    """The newest review of the account that was held."""
    return account.reviews.current().filter(held_on__isnull=False).order_by("-held_on").first()


def known(
    account: Account, content: Mapping[str, Any], before: BusinessReview | None, *, on: date
) -> Known:
    products = frozenset(
        product
        for products in account.contracts.filter(
            start__lte=content["until"], end__gt=content["until"]
        ).values_list("products", flat=True)
        for product in products.split(";")
        if product
    )
    return Known(
        content,
        products,
        _before(before) if before else None,
        **_plan(account, on=on),
        feedback=_feedback(account, before),
    )


def _plan(account: Account, *, on: date) -> dict[str, str]:
    """The success plan, as far as the customer sees it too."""
    plan = account.plans.current().select_related("owner", "sponsor", "customer_sponsor").first()
    if plan is None:
        return {}
    part = shared.part(plan_content.of(plan, on=on))
    return {
        "goals": plan_texts.goal(part),
        "objectives": plan_texts.objectives(part),
        "steps": plan_texts.steps(part),
    }


def _feedback(account: Account, before: BusinessReview | None) -> str:
    """What they asked for: what came of it since the review before, and what is still open."""
    reports = account.gap_reports.select_related("gap").order_by("reported_on", "pk")
    shipped = [
        f"- {report.gap}, since {spelled(report.gap.shipped_on)}"
        for report in reports
        if report.gap.status == GapStatus.DONE
        and (before is None or report.gap.shipped_on > before.held_on)
    ]
    waiting = [
        f"- {report.gap}: {report.gap.get_status_display().lower()}, "
        f"asked for on {spelled(report.reported_on)}"
        for report in reports
        if report.gap.status != GapStatus.DONE
    ]
    parts = [("You asked, we shipped", shipped), ("You asked for", waiting)]
    return "\n\n".join(f"### {name}\n\n" + "\n".join(lines) for name, lines in parts if lines)


def _before(review: BusinessReview) -> Before:
    """Its texts with the figures of its own freeze: a later one must not speak through them."""
    frozen = freeze.newest(review)
    figures = {key: f["text"] for key, f in by_key(frozen.content).items()} if frozen else {}
    texts = {
        section.kind: prose.written_out(section.body, agenda.BLOCKS, figures)
        for section in review.sections.filter(included=True)
    }
    return Before(
        review.title,
        review.held_on,
        texts.get(Agenda.STRATEGY, ""),
        texts.get(Agenda.NEXT_STEPS, ""),
    )


def values(account: Account, before: BusinessReview | None) -> list[Value]:
    """Use cases and value drivers as they are known; beside them those of the review before."""
    rows = before.values.all() if before else ()
    old = {row.use_case: Value(row.use_case, row.expected, row.achieved) for row in rows}
    found: dict[str, Value] = {}
    for case in account.use_cases.exclude(state=UseCaseState.ENDED):
        known_before = old.get(case.title[:120], Value(case.title))
        found[case.title] = known_before._replace(maturity=case.maturity)
    for driver in account.value_drivers.exclude(status=ValueStatus.DROPPED):
        found[driver.title] = Value(
            driver.title,
            _said(driver.expected_figure, driver.unit, driver.expected),
            _said(driver.achieved_figure, driver.unit, driver.achieved),
        )
    gone = account.use_cases.filter(state=UseCaseState.ENDED).values_list("title", flat=True)
    left = [value for title, value in old.items() if title not in {*found, *gone}]
    return [*found.values(), *left]


def _said(figure: Decimal | None, unit: str, words: str) -> str:
    """A figure with its unit and the words beside it, as long as a row has room for."""
    number = f"{figure.normalize():,f} {unit}".strip() if figure is not None else ""
    return "; ".join(part for part in (number, " ".join(words.split())) if part)[:200]
