"""Everything a contact's hub shows, read in a fixed number of queries."""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Q

from accounts.models import Account, Contact, Role, SessionState, Topic, TrainingSession, User
from campaigns.models import ContactProposal, Meeting, Status, Touch
from lifecycle.models import BusinessReview, ReviewState, SuccessPlan

_MEETINGS, _RECAPS, _TRAININGS, _REVIEWS, _PEOPLE = 6, 12, 8, 8, 60
_OURS = (
    ("ta", "Technical Advisor"),
    ("ae", "Account Executive"),
    ("ce", "Customer Engineer"),
)


class Ours(NamedTuple):
    name: str
    title: str
    email: str


class Theirs(NamedTuple):
    name: str
    title: str
    roles: str
    is_reader: bool


def hub(contact: Contact, *, on: date, now: datetime) -> dict[str, Any]:
    """The contact comes with their account."""
    account = contact.account
    return {
        "contact": contact,
        "account": account,
        "meetings": list(
            Meeting.objects.coming(now=now)
            .filter(account=account)
            .select_related("type", "contact")
            .prefetch_related("hosts__user")[:_MEETINGS]
        ),
        "plan": SuccessPlan.objects.current().filter(account=account, shared=True).first(),
        "reviews": list(
            BusinessReview.objects.current()
            .filter(account=account, shared=True)
            .exclude(state=ReviewState.DRAFT)[:_REVIEWS]
        ),
        "recaps": recaps(contact),
        "trainings": _trainings(account),
        "ours": _ours(account),
        "theirs": _theirs(contact),
        "proposals": list(contact.proposals.filter(state=ContactProposal.State.OPEN)),
    }


def recaps(contact: Contact) -> list[Touch]:
    """Recaps sent to the contact, the newest first."""
    return list(
        Touch.objects.filter(
            contact=contact, status=Status.SENT, campaign__topic=Topic.RECAPS
        ).select_related("campaign")[:_RECAPS]
    )


def _trainings(account: Account) -> list[TrainingSession]:
    sessions = account.training_sessions.exclude(state=SessionState.CANCELLED)
    return list(sessions.select_related("training", "host")[:_TRAININGS])


def _ours(account: Account) -> list[Ours]:
    wanted = {name: getattr(account, f"{name}_id") for name, _ in _OURS}
    people: dict[int, User] = User.objects.filter(is_active=True).in_bulk(
        [key for key in wanted.values() if key]
    )
    return [
        Ours(person.get_full_name() or person.email, person.title or label, person.email)
        for name, label in _OURS
        if (person := people.get(wanted[name]))
    ]


def _theirs(contact: Contact) -> list[Theirs]:
    """Those with a role, and the reader."""
    held = Q(pk=contact.pk)
    for role in Role.values:
        held |= Q(**{role: True})
    return [
        Theirs(
            person.full_name or person.email,
            person.title,
            ", ".join(str(Role(role).label) for role in person.roles),
            person.pk == contact.pk,
        )
        for person in contact.account.contacts.current().filter(held)[:_PEOPLE]
    ]
