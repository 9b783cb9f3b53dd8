"""What is known of an account, in words for the templates of its documents."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.utils.formats import date_format, number_format

from accounts.models import Account, Contact, Contract, ContractKind, User
from lifecycle import gather
from lifecycle.decide import decide
from lifecycle.facts import NEW
from lifecycle.gather import Programmes
from lifecycle.metrics import percent
from lifecycle.models import AccountState
from lifecycle.playbooks import triggers

_ROLES = ("champion", "program_contact", "instance_admin", "economic_buyer", "executive")


def read(account: Account, *, by: User | None, on: date) -> dict[str, str]:
    """The variables of `lifecycle.work.fill`; what is unknown is left out."""
    programmes = Programmes.load()
    facts = gather.facts([account.pk], programmes, on=on, recent_from=on, closed_month=False)[
        account.pk
    ]
    policy = programmes.policies[facts.programme]
    decision = decide(facts, NEW, policy, on=on)
    state = AccountState.objects.filter(account=account).first()
    anchors = triggers.anchors(facts, decision, on, policy)
    relationship = decision.relationship
    utilization, usage = map(percent, decision.metrics)
    found = {
        "today": _day(on),
        "author": str(by or ""),
        **_account(account),
        **_contract(account, anchors.start, relationship),
        "contract.end": _day(anchors.renewal),
        "contract.signed": _day(anchors.signature),
        "relationship.start": _day(relationship.start if relationship else None),
        "stage.name": state.get_stage_display().partition(". ")[2] if state else "",
        "stage.since": _day(state.stage_since if state else None),
        "health.band": state.get_confirmed_band_display() if state else "",
        "health.score": _score(state),
        "usage.mau": _number(facts.figures.mau),
        "usage.utilization": "" if utilization is None else f"{utilization} %",
        "usage.usage": "" if usage is None else f"{usage} %",
        **_contacts(account),
    }
    return {name: value for name, value in found.items() if value}


def _account(account: Account) -> dict[str, str]:
    return {
        "account.name": account.name,
        "account.programme": str(account.programme),
        "account.tier": str(account.tier or ""),
        "account.developers": _number(account.developers or None),
        "account.hosting": account.get_hosting_display(),
        "team.ta": str(account.ta or ""),
        "team.ae": str(account.ae or ""),
        "team.ce": str(account.ce or ""),
    }


def _contract(account: Account, start: date | None, relationship) -> dict[str, str]:
    """Seats and products in force, else those of the term to come."""
    terms = Contract.objects.filter(account=account, kind=ContractKind.TERM)
    in_force = relationship.in_force.start if relationship else start
    term = terms.filter(start=in_force).first()
    if term is None:
        return {}
    held = relationship.products if relationship else frozenset(term.products.split(";"))
    names = [name for slug, name in settings.PORTAL_PRODUCTS.items() if slug in held]
    return {
        "contract.start": _day(term.start),
        "contract.seats": _number(relationship.seats if relationship else term.seats),
        "contract.products": " and ".join(names),
        "contract.arr": _number(int(term.arr) or None),
    }


def _contacts(account: Account) -> dict[str, str]:
    people = list(Contact.objects.current().filter(account=account).order_by("pk"))
    return {
        f"contacts.{role}": ", ".join(_names(person for person in people if getattr(person, role)))
        for role in _ROLES
    }


def _names(people: Iterable[Contact]) -> list[str]:
    return [f"{person.first_name} {person.last_name}".strip() or person.email for person in people]


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def _number(number: int | None) -> str:
    return "" if number is None else number_format(number, force_grouping=True)


def _score(state: AccountState | None) -> str:
    return "" if state is None or state.score is None else f"{state.score / 100:.1f} of 10"
