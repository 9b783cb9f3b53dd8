"""Which roles of an account somebody holds who may be written to."""

from typing import NamedTuple

from django.db.models import Case, Exists, Max, OuterRef, Value, When

from accounts import bulk
from accounts.models import Suppression
from accounts.models.contact import ContactQuerySet
from lifecycle.facts import NEEDED_ROLES

_ROLES = (*NEEDED_ROLES, "economic_buyer")


class Held(NamedTuple):
    """Whether there is a champion and a buyer, and the needed roles that nobody holds."""

    champion: bool
    buyer: bool
    lacking: tuple[str, ...]


def _held(marks: int) -> Held:
    roles = {role for place, role in enumerate(_ROLES) if marks >> place & 1}
    lacking = tuple(role for role in NEEDED_ROLES if role not in roles)
    return Held("champion" in roles, "economic_buyer" in roles, lacking)


# Every combination of roles that there can be: an account's is looked up, not worked out.
_COMBINATIONS = tuple(_held(marks) for marks in range(1 << len(_ROLES)))
NOBODY = _COMBINATIONS[0]


def roles(contacts: ContactQuerySet) -> dict[int, Held]:
    """By account, in one query; an account without anybody to write to has NOBODY."""
    silenced = Suppression.objects.of_everything().filter(address=OuterRef("email"))
    marks = sum(
        Max(Case(When(**{role: True}, then=Value(1 << place)), default=Value(0)))
        for place, role in enumerate(_ROLES)
    )
    rows = (
        contacts.current()
        .exclude(Exists(silenced))
        .order_by()
        .values("account_id")
        .annotate(marks=marks)
        .values_list("account_id", "marks")
    )
    return {account: _COMBINATIONS[held] for account, held in bulk.read(rows)}
