"""What the demo's customers see and say on their own pages, and who would like to try a beta."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from accounts import consent
from accounts.models import Account, Contact, Topic, User
from campaigns.betas import interest
from campaigns.hub import proposals
from campaigns.models import Campaign
from cs_portal.demo.book import Customer
from cs_portal.demo.outreach import BETA
from lifecycle.models import BusinessReview, ReviewState, SuccessPlan
from lifecycle.plans import parts, signing
from lifecycle.reviews import sharing

_SAYS = (
    "Could we add a goal for the mobile teams? They start in spring.",
    "Looks right to us. Who takes part in the next look at it from your side?",
    "The third action is blocked by our security review; I will chase it this week.",
)
_WISHES = (
    "Upgrades of a library in some 300 repositories",
    "",
    "Our platform team would try it on internal tools first",
    "Test coverage for old services",
)
_MOST = 8


def at_last(found: Sequence[Customer], on: date, moment: datetime, chance: Random) -> None:
    """Through the same verbs as everybody's."""
    _plans(on, moment)
    _reviews(moment)
    people = list(
        Contact.objects.current()
        .filter(champion=True, account__state__stage__in=("adopting", "nurturing"))
        .select_related("account__ta")
        .order_by("pk")[:_MOST]
    )
    _proposals(people, moment)
    _topics(people, moment)
    _beta(people, on, moment)


def _plans(on: date, now: datetime) -> None:
    """One offered and signed, one offered and waiting, others with a comment of the customer."""
    plans = SuccessPlan.objects.current().filter(shared=True, account__ta__isnull=False)
    for number, plan in enumerate(plans.select_related("account__ta").order_by("pk")[:4]):
        contact = _champion(plan.account)
        if contact is None:
            continue
        if number < 2:
            by, then = plan.account.ta, on - timedelta(4)
            version = signing.offer(plan, by=by, on=then, now=now - timedelta(4))
            if number == 0:
                _sign(plan, version.number, contact, on, now)
        parts.comment(plan, _SAYS[number % 3], now=now - timedelta(hours=30), contact=contact)


def _sign(plan: SuccessPlan, number: int, contact: Contact, on: date, now: datetime) -> None:
    name, title = contact.full_name or "Ada Lovelace", contact.title
    try:
        signing.sign(plan, number, contact=contact, name=name, title=title, on=on, now=now)
    except ValueError:  # the plan moved on within the demo's day: it stays offered
        return


def _champion(account: Account) -> Contact | None:
    return account.contacts.current().filter(champion=True).order_by("pk").first()


def _reviews(now: datetime) -> None:
    ready = BusinessReview.objects.current().exclude(state=ReviewState.DRAFT)
    for review in ready.select_related("account").order_by("pk"):
        sharing.share(review, True)
    first = ready.filter(state=ReviewState.HELD).select_related("account").first()
    if first and (contact := _champion(first.account)):
        said = "The figures on page three are what our VP asked for. Thank you!"
        sharing.comment(first, said, now=now - timedelta(hours=20), contact=contact)


def _proposals(people: Sequence[Contact], now: datetime) -> None:
    for contact in people[:2]:
        said = {name: getattr(contact, name) for name in proposals.OWN}
        proposals.correct(contact, {**said, "title": "Director of Engineering"}, now=now)
    for contact in people[2:3]:
        domain = contact.email.partition("@")[2]
        proposals.name_colleague(
            contact,
            email=f"noor.haddad@{domain}",
            first_name="Noor",
            last_name="Haddad",
            title="Platform Lead",
            roles=["instance_admin"],
            note="Takes over from me in May.",
            now=now - timedelta(1),
        )


def _topics(people: Sequence[Contact], now: datetime) -> None:
    for contact, topic in zip(people[3:6], (Topic.RECAPS, Topic.BETAS, Topic.HEALTH), strict=False):
        consent.opt_out([contact.email], source="preferences page", now=now, topic=topic)


def _beta(people: Sequence[Contact], on: date, now: datetime) -> None:
    by = User.objects.filter(email__endswith="@portal.example").order_by("pk").first()
    campaign = Campaign.objects.filter(slug=BETA).first()
    if by is None or campaign is None:
        return
    told = [
        interest.say(contact, campaign, note=_WISHES[number % 4], on=on, now=now - timedelta(2))
        for number, contact in enumerate(people[:6])
    ]
    for rows, state in ((told[:1], "joined"), (told[1:3], "invited"), (told[3:4], "declined")):
        interest.move(rows, state, by=by, on=on, now=now)
