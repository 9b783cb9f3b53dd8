"""Closes a renewal with the next term, and adds what is bought in between."""

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import timeline
from accounts.models import Account, Contract, ContractKind, EntryKind, User
from lifecycle.facts import Term
from lifecycle.models import RenewalAssessment, RenewalResult, RiskCase
from lifecycle.renewals import assessing, exits, opening, retro, sums, worth
from lifecycle.renewals.refused import Refused
from lifecycle.renewals.worth import Worth
from lifecycle.work import task as tasks


class Offer(NamedTuple):
    """What was signed: the next term of the account, or something added to the running one."""

    start: date
    end: date
    signed_on: date
    seats: int
    products: tuple[str, ...]
    arr: Decimal

    def term(self, *, add_on: bool = False) -> Term:
        products = frozenset(self.products)
        return Term(self.start, self.end, self.signed_on, self.seats, products, None, add_on)


class Ending(NamedTuple):
    """The term that comes to its end, and what it is worth with its add-ons."""

    term: Contract
    worth: Worth


def ending(account: Account) -> Ending:
    """The last term of the account; Refused when there is none or it churned."""
    term = (
        account.contracts.filter(kind=ContractKind.TERM).order_by("-start").select_for_update()
    ).first()
    if term is None:
        raise Refused(f"{account} has no contract that could be renewed.")
    if term.churned_on:
        raise Refused(f"The last term churned on {term.churned_on}. Undo that first.")
    return Ending(term, worth.of(account.pk, term.end))


def year_after(day: date) -> date:
    """Twelve months on; the 29th of February becomes the 28th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


@transaction.atomic
def renew(
    account: Account,
    offer: Offer,
    *,
    words: str = "",
    license_note: str = "",
    sponsor: User | None = None,
    by: User,
    on: date,
    now: datetime,
) -> RenewalResult:
    """Add the next term; assessment and case of the renewal are over with it."""
    last = ending(account)
    if offer.signed_on > on:
        raise Refused("This is signed in the future; close it when it is signed.")
    if offer.start < last.term.end:
        raise Refused(
            f"Overlaps the term {last.term.start} to {last.term.end}: start on its end or later."
        )
    contract = _contract(account, offer, ContractKind.TERM)
    outcome = sums.outcome(last.worth.arr, offer.arr, last.worth.seats, offer.seats)
    result = _result(account, last, outcome, by=by, on=on, now=now)
    result.arr_after, result.seats_after, result.contract = offer.arr, offer.seats, contract
    result.words, result.license_note = words.strip(), license_note.strip()
    result.sponsor = sponsor
    save(result)
    retro.begin(result, by=by, on=on, now=now)
    timeline.log(
        account,
        EntryKind.RENEWAL,
        f"Renewed until {offer.end}: {result.get_outcome_display().lower()}, "
        f"ARR {offer.arr:,.0f}, {offer.seats} seats",
        on=on,
        now=now,
        by=by,
        body=result.words,
    )
    over(account, RiskCase.Ended.RENEWED, f"Renewed until {offer.end}", by=by, on=on, now=now)
    return result


@transaction.atomic
def add_on(
    account: Account, offer: Offer, *, words: str = "", by: User, on: date, now: datetime
) -> Contract:
    """Seats or a product bought in between, which end with the running term."""
    last = ending(account)
    if not last.term.start <= offer.start < last.term.end:
        raise Refused(f"An add-on begins within the term, {last.term.start} to {last.term.end}.")
    if offer.end != last.term.end:
        raise Refused(f"An add-on ends with the term, on {last.term.end}.")
    if not (offer.seats or set(offer.products) - set(last.worth.products)):
        raise Refused("An add-on adds seats, or a product they do not have.")
    contract = _contract(account, offer, ContractKind.ADD_ON)
    timeline.log(
        account,
        EntryKind.RENEWAL,
        f"Expansion: {offer.seats} seats and ARR {offer.arr:,.0f} added until {offer.end}",
        on=on,
        now=now,
        by=by,
        body=words.strip(),
    )
    return contract


def _contract(account: Account, offer: Offer, kind: str) -> Contract:
    """Raises Refused with what the contract itself says against it."""
    contract = Contract(
        account=account,
        kind=kind,
        start=offer.start,
        end=offer.end,
        signed_on=offer.signed_on,
        seats=offer.seats,
        products=";".join(offer.products),
        arr=offer.arr,
    )
    try:
        contract.full_clean()
        with transaction.atomic():
            contract.save(force_insert=True)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    except IntegrityError:
        raise Refused("The account has another contract for these days.") from None
    return contract


def _result(
    account: Account, last: Ending, outcome: str, *, by: User, on: date, now: datetime
) -> RenewalResult:
    state = getattr(account, "state", None)
    return RenewalResult(
        account=account,
        relationship=state.relationship if state else 1,
        renewal_on=last.term.end,
        outcome=outcome,
        arr_before=last.worth.arr,
        seats_before=last.worth.seats,
        closed_on=on,
        closed_by=by,
        closed_at=now,
    )


def churn_result(
    account: Account, last: Ending, *, by: User, on: date, now: datetime
) -> RenewalResult:
    result = _result(account, last, sums.CHURN, by=by, on=on, now=now)
    result.arr_after, result.seats_after, result.contract = Decimal(0), 0, last.term
    return result


def save(result: RenewalResult) -> None:
    """Raises Refused when somebody else was quicker."""
    try:
        with transaction.atomic():
            result.save(force_insert=True)
    except IntegrityError:
        raise Refused(f"The renewal of {result.renewal_on} was closed already.") from None


def over(account: Account, ended: str, because: str, *, by: User, on: date, now: datetime) -> None:
    """Close the assessments and the case of a renewal that is over."""
    open_ = list(RenewalAssessment.objects.filter(account=account, closed_on=None))
    for task in (task for one in open_ for task in assessing.playbook_tasks(one)):
        # The licence is issued, or not, by whoever does it.
        if ended == RiskCase.Ended.CHURNED:
            tasks.drop(task, by=by, on=on, now=now, outcome=because)
        elif task.key != "licence":
            tasks.finish(task, by=by, on=on, now=now, outcome=because)
    opening.close([assessment.pk for assessment in open_], ended, on=on)
    for case in account.risk_cases.filter(state=RiskCase.State.OPEN):
        exits.close(case, ended, because=because, by=by, on=on, now=now)
