"""What plans and forecasts read of the ledger and of the people it is about."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils import timezone

from accounts.models import ROLES, Contact, Suppression
from campaigns import budget
from campaigns.cadence import Call, HealthMail
from campaigns.catalogue import Catalogue
from campaigns.eligibility import Recipient, Row
from campaigns.models import Meeting, ReleaseMember, SurveyInvitation, Touch
from campaigns.models.touch import OPEN, SPENT
from lifecycle.gather import chosen
from lifecycle.models import HealthChange


def health_mails(
    accounts: Collection[int], catalogue: Catalogue, *, on: date
) -> dict[int, list[HealthMail]]:
    """Events before the day that customers are written about, while they may still be open."""
    events = HealthChange.objects.filter(
        chosen("account_id", accounts),
        ~Q(mail=""),
        on__gte=on - 2 * catalogue.longest_window - timedelta(7),
        on__lt=on,
    ).values_list("account_id", "on", "mail")
    found: dict[int, list[HealthMail]] = {}
    for account, day_, mail in events:
        if account in accounts:
            found.setdefault(account, []).append(HealthMail(day_, mail))
    return found


def calls(accounts: Collection[int], catalogue: Catalogue, *, on: date) -> dict[int, list[Call]]:
    """Whom people let a campaign go to, and whom surveys ask, while it may still be open."""
    since = on - 2 * catalogue.longest_window - timedelta(7)
    found: dict[int, list[Call]] = {}
    together: dict[tuple[int, date, str, str], set[int]] = {}
    for account, day_, campaign, contact, step in (
        *(_released(accounts, since, on) if catalogue.released else ()),
        *(_asked(accounts, since, on) if catalogue.asks else ()),
    ):
        if account in accounts:
            together.setdefault((account, day_, campaign, step), set()).add(contact)
    for (account, day_, campaign, step), contacts in sorted(together.items()):
        found.setdefault(account, []).append(Call(day_, campaign, frozenset(contacts), step))
    return found


def _released(accounts: Collection[int], since: date, on: date) -> Iterable[tuple]:
    members = ReleaseMember.objects.filter(
        chosen("account_id", accounts), out_on__gte=since, out_on__lte=on
    )
    rows_ = members.values_list("account_id", "out_on", "release__campaign__slug", "contact_id")
    return ((*row, "1") for row in rows_)


def _asked(accounts: Collection[int], since: date, on: date) -> Iterable[tuple]:
    invitations = SurveyInvitation.objects.standing().filter(
        chosen("account_id", accounts), touch=None, asked_on__gte=since, asked_on__lte=on
    )
    return invitations.values_list(
        "account_id", "asked_on", "campaign__slug", "contact_id", "occasion"
    )


def recipients(accounts: Collection[int]) -> dict[int, list[Recipient]]:
    """The people of each account, with their roles and why they may not be written to."""
    # Bounced and complained stand before opted out in the alphabet: the graver reason is first.
    silenced = (
        Suppression.objects.of_everything().filter(address=OuterRef("email")).order_by("reason")
    )
    people = (
        Contact.objects.current()
        .filter(chosen("account_id", accounts))
        .order_by("account_id", "email")
        .annotate(silenced=Subquery(silenced.values("reason")[:1]))
        .values_list("pk", "account_id", "email", "time_zone", "silenced", *ROLES)
    )
    without, booked = _without(accounts), _booked(accounts)
    found: dict[int, list[Recipient]] = {}
    for pk, account, email, zone, silent, *held in people:
        if account in accounts:
            roles = frozenset(role for role, holds in zip(ROLES, held, strict=True) if holds)
            topics = without.get(email, frozenset())
            met = booked.get(pk, {})
            person = Recipient(pk, email, zone, roles, silent or "", topics, met)
            found.setdefault(account, []).append(person)
    return found


def _without(accounts: Collection[int]) -> dict[str, frozenset[str]]:
    """The topics that addresses of these accounts do not want mails about."""
    people = Contact.objects.current().filter(
        chosen("account_id", accounts), email=OuterRef("address")
    )
    rows = Suppression.objects.of_topics().filter(Exists(people)).values_list("address", "topic")
    found: dict[str, frozenset[str]] = {}
    for address, topic in rows:
        found[address] = found.get(address, frozenset()) | {topic}
    return found


def _booked(accounts: Collection[int]) -> dict[int, dict[str, date]]:
    """By contact, the campaigns whose meeting they have booked, and the day it ends (C9)."""
    rows = Meeting.objects.booked().filter(
        chosen("account_id", accounts), offered_by__isnull=False, contact__isnull=False
    )
    found: dict[int, dict[str, date]] = {}
    ends = rows.order_by("ends_at").values_list("contact_id", "offered_by__slug", "ends_at")
    for contact, campaign, ends_at in ends:
        found.setdefault(contact, {})[campaign] = timezone.localdate(ends_at)
    return found


_COLUMNS = (
    "pk",
    "account_id",
    "relationship",
    "campaign__slug",
    "step",
    "contact_id",
    "address",
    "variant",
    "due_on",
    "closes_on",
    "status",
    "reason",
    "decided_on",
)


def rows(
    accounts: Collection[int], catalogue: Catalogue, keys: tuple[set[str], set[str]]
) -> dict[tuple, Row]:
    """The ledger's rows of these accounts for these campaigns and steps, by their key."""
    campaigns, steps = keys
    found = Touch.objects.filter(
        chosen("account_id", accounts),
        campaign_id__in=[catalogue.keys[slug] for slug in campaigns],
        step__in=steps,
    )
    return {row.key: row for row in (Row(*values) for values in found.values_list(*_COLUMNS))}


def open_rows(accounts: Collection[int]) -> list[Row]:
    """What waits or is due for these accounts."""
    found = Touch.objects.filter(chosen("account_id", accounts), status__in=OPEN)
    rows_ = (Row(*values) for values in found.values_list(*_COLUMNS))
    return [row for row in rows_ if row.account in accounts]


def spent(addresses: Iterable[str], *, on: date) -> dict[str, int]:
    """How many mails each address has had, or has planned, in the seven days through the day."""
    counted = (
        Touch.objects.filter(
            address__in=list(addresses),
            status__in=SPENT,
            decided_on__range=(on - timedelta(budget.DAYS - 1), on),
        )
        .order_by()
        .values_list("address")
        .annotate(Count("pk"))
    )
    return dict(counted)
