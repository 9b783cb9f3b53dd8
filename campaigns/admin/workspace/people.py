"""The people of an account, and which roles nobody holds."""

from typing import NamedTuple

from django.db.models import OuterRef, Subquery

from accounts.models import Account, Contact, Role, Suppression, SuppressionReason


class Held(NamedTuple):
    """A role with those who hold it; `reached` counts those who may be written to."""

    role: str
    name: str
    holders: list[Contact]
    reached: int


def read(account: Account) -> list[Contact]:
    """Current contacts, each with `silenced`, the gravest reason to write nothing."""
    silenced = (
        Suppression.objects.of_everything().filter(address=OuterRef("email")).order_by("reason")
    )
    found = list(
        account.contacts.current()
        .annotate(silenced=Subquery(silenced.values("reason")[:1]))
        .order_by("last_name", "first_name", "email")
    )
    labels = dict(SuppressionReason.choices)
    for person in found:
        person.silenced_label = labels.get(person.silenced, "")
        person.role_labels = [Role(role).label for role in person.roles]
    return found


def coverage(people: list[Contact]) -> list[Held]:
    found = []
    for role, name in Role.choices:
        holders = [person for person in people if getattr(person, role)]
        reached = sum(not person.silenced for person in holders)
        found.append(Held(role, name, holders, reached))
    return found
