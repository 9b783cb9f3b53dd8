"""The values of a mail's variables, read for some hundred mails in a fixed number of statements."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, OuterRef, Subquery, Sum

from accounts.models import Account, Contract, ContractKind, Ping, Programme, Role
from campaigns import figures, links
from campaigns.figures import Period, Usage
from campaigns.recaps import words as pictures
from campaigns.sending.rows import Row
from lifecycle import relationships
from lifecycle.facts import Term
from lifecycle.policy import Policy, read

_TERM_VARIABLES = frozenset({"seats", "products", "relationship_start", "renewal_date"})
# Pages that are told which campaign led there: booking a meeting ends the one that offered it.
_PAGES = {"booking_url": links.BOOK, "interest_url": links.INTEREST, "hub_url": links.HUB}
# Those that are told which mail it was: its survey, and what a request for help came of.
_PAGES_OF_MAIL = {"survey_url": links.SURVEY, "help_url": links.HELP}
_ROLE_NAMES = dict(Role.choices)
_DAY = timedelta(1)


class Asked(NamedTuple):
    """A mail to be written: its row, the variables it uses, and what its rule says."""

    row: Row
    variables: frozenset[str]
    roles: tuple[str, ...]
    of_month: bool

    @property
    def has_figures(self) -> bool:
        return "figure_mau" in self.variables


class Programmes:
    """Names and policies by key."""

    def __init__(self) -> None:
        rows = list(Programme.objects.values_list("pk", "name", "policy"))
        self.names = {pk: name for pk, name, _ in rows}
        self.policies = {pk: read(policy) for pk, _, policy in rows}


def gather(mails: Sequence[Asked]) -> list[dict[str, str]]:
    """The values of each mail, in their order; what is unknown is left out.

    What a contract says is what it said on the day the mail was decided.
    """
    programmes = Programmes()
    terms = _terms({mail.row.account for mail in mails if _asks_terms(mail)})
    periods = [_period(mail, programmes) for mail in mails]
    usage = _usage(mails, periods)
    common = _common()
    per_account: dict[tuple[int, date], dict[str, str]] = {}
    found = []
    for mail, period in zip(mails, periods, strict=True):
        row, policy = mail.row, programmes.policies[mail.row.programme]
        known = terms.get(row.account, ())
        key = (row.account, row.decided_on)
        if key not in per_account:
            per_account[key] = _of_account(row, programmes)
        values = common | per_account[key]
        if _asks_terms(mail):
            values |= _of_terms(known, policy, row.decided_on)
        values |= _of_contact(mail)
        if period:
            seats = _seats(known, policy, period.before - _DAY if mail.of_month else row.decided_on)
            figure = usage.get((period, row.account), Usage())
            values |= figures.words(figure, period, seats, policy)
        if mail.of_month and period:
            values["month_name"] = period.name
        found.append(values)
    pictures.add(mails, periods, found)
    return found


def month(account: int, programme: int, step: str) -> dict[str, str]:
    """The figures of the month that a recap of this step tells of, as they are now."""
    policy, period = Programmes().policies[programme], figures.closed_month(step)
    seats = _seats(_terms({account}).get(account, ()), policy, period.before - _DAY)
    return figures.words(_usage_in(period, {account}).get(account, Usage()), period, seats, policy)


def traits(rows: Sequence[Row]) -> list[frozenset[str]]:
    """The roles each reader holds and the products their account has, in one query or two."""
    policies = Programmes().policies
    terms = _terms({row.account for row in rows})
    found = []
    for row in rows:
        known, policy = terms.get(row.account, ()), policies[row.programme]
        relationship = relationships.current(known, policy, row.decided_on)
        products = relationship.products if relationship else frozenset()
        found.append(products | frozenset(row.roles))
    return found


def _asks_terms(mail: Asked) -> bool:
    return mail.has_figures or not _TERM_VARIABLES.isdisjoint(mail.variables)


def _common() -> dict[str, str]:
    return {
        "vendor_name": settings.PORTAL_VENDOR_NAME,
        "code_search_name": settings.PORTAL_PRODUCTS["code_search"],
        "cody_name": settings.PORTAL_PRODUCTS["cody"],
    }


def _of_account(row: Row, programmes: Programmes) -> dict[str, str]:
    name, mailbox, title = signer(row)
    return {
        "account_name": row.account_name,
        "program_name": programmes.names[row.programme],
        "sender_name": name,
        "sender_email": mailbox,
        "sender_title": title,
        "ta_name": name if row.ta_active else "",
    }


def signer(row: Row) -> tuple[str, str, str]:
    """Name, mailbox and title of who writes: the account's advisor, or the team."""
    if row.ta_active and row.ta_email:
        name = f"{row.ta_first_name} {row.ta_last_name}".strip()
        return name or settings.PORTAL_SENDER_NAME, row.ta_email, row.ta_title
    return settings.PORTAL_SENDER_NAME, settings.PORTAL_SENDER_EMAIL, ""


def _of_contact(mail: Asked) -> dict[str, str]:
    row = mail.row
    pages = {
        variable: links.url(row.contact, purpose, about=row.campaign, generation=row.links_revoked)
        for variable, purpose in _PAGES.items()
        if variable in mail.variables
    }
    pages |= {
        variable: links.url(row.contact, purpose, about=row.touch, generation=row.links_revoked)
        for variable, purpose in _PAGES_OF_MAIL.items()
        if variable in mail.variables
    }
    return {
        **pages,
        "contact_first_name": row.first_name,
        "contact_full_name": f"{row.first_name} {row.last_name}".strip(),
        "unsubscribe_url": f"{links.url(row.contact, links.UNSUBSCRIBE)}?topic={row.topic}",
        "preferences_url": links.url(row.contact, links.PREFERENCES, generation=row.links_revoked),
        "why_line": why(row.account_name, [r for r in row.roles if r in mail.roles]),
        "feature_name": row.variant.replace("_", " ").replace("-", " ").title(),
    }


def why(account: str, roles: Sequence[str]) -> str:
    """Why somebody with these roles is written to."""
    if not roles:
        return f"You get this mail because you are our contact at {account}."
    names = _joined([_ROLE_NAMES[role] for role in roles])
    return f"You get this mail because you are {names} at {account}."


def _of_terms(terms: tuple[Term, ...], policy: Policy, on: date) -> dict[str, str]:
    relationship = relationships.current(terms, policy, on)
    if relationship is None:
        return {}
    products = settings.PORTAL_PRODUCTS
    return {
        "seats": f"{relationship.seats:,}",
        "products": _joined([products[slug] for slug in products if slug in relationship.products]),
        "relationship_start": figures.spelled(relationship.start),
        "renewal_date": figures.spelled(relationship.renewal_on),
    }


def _seats(terms: tuple[Term, ...], policy: Policy, on: date) -> int:
    relationship = relationships.current(terms, policy, on)
    return relationship.seats if relationship else 0


def _period(mail: Asked, programmes: Programmes) -> Period | None:
    if mail.of_month:
        return figures.closed_month(mail.row.step)
    if mail.has_figures:
        return figures.last_days(mail.row.decided_on, programmes.policies[mail.row.programme])
    return None


def _terms(accounts: Collection[int]) -> dict[int, tuple[Term, ...]]:
    if not accounts:
        return {}
    rows = (
        Contract.objects.filter(account_id__in=accounts)
        .order_by("account_id", "start", "pk")
        .values_list(
            "account_id", "start", "end", "signed_on", "seats", "products", "churned_on", "kind"
        )
    )
    found: dict[int, list[Term]] = {}
    for account, start, end, signed_on, seats, products, churned_on, kind in rows:
        held = frozenset(filter(None, products.split(";")))
        term = Term(start, end, signed_on, seats, held, churned_on, kind == ContractKind.ADD_ON)
        found.setdefault(account, []).append(term)
    return {account: tuple(terms) for account, terms in found.items()}


def _usage(
    mails: Sequence[Asked], periods: Iterable[Period | None]
) -> dict[tuple[Period, int], Usage]:
    """Two statements for each period there is: mostly one, since a day's mails share theirs."""
    accounts: dict[Period, set[int]] = {}
    for mail, period in zip(mails, periods, strict=True):
        if period:
            accounts.setdefault(period, set()).add(mail.row.account)
    return {
        (period, account): usage
        for period, wanted in accounts.items()
        for account, usage in _usage_in(period, wanted).items()
    }


def _usage_in(period: Period, accounts: set[int]) -> Mapping[int, Usage]:
    among = Account.objects.filter(pk__in=accounts).order_by()
    sums = {
        account: (total, days)
        for account, total, days in among.filter(
            pings__date__gte=period.first, pings__date__lt=period.before
        )
        .values_list("pk")
        .annotate(Sum("pings__dau"), Count("pings__date"))
    }
    newest = among.annotate(
        mau=Subquery(_newest_mau(period.mau_from, period.before)),
        mau_earlier=Subquery(_newest_mau(period.earlier_from, period.first)),
    ).values_list("pk", "mau", "mau_earlier")
    return {
        account: Usage(mau, earlier, *sums.get(account, (0, 0))) for account, mau, earlier in newest
    }


def _newest_mau(first: date, before: date):
    return (
        Ping.objects.filter(account=OuterRef("pk"), date__gte=first, date__lt=before)
        .order_by("-date")
        .values("mau")[:1]
    )


def _joined(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
