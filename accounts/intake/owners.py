"""The team members that a book names as owners of its accounts."""

from collections.abc import Iterable

from accounts.intake.differences import Difference
from accounts.intake.rows import AccountRow
from accounts.intake.tables import TEAM
from accounts.models import TeamRole, User

_ROLES = (
    ("ta_email", TeamRole.TECHNICAL_ADVISOR),
    ("ae_email", TeamRole.ACCOUNT_EXECUTIVE),
    ("ce_email", TeamRole.CUSTOMER_ENGINEER),
)


class Owners:
    """Finds team members by their address. One who does not exist yet counts with a key below 0."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._load()

    def id(self, address: str) -> int | None:
        return self._ids[address] if address else None

    def email(self, pk: int | None) -> str:
        return next((address for address, known in self._ids.items() if known == pk), "")

    def unknown(self, rows: Iterable[AccountRow]) -> Difference | None:
        """Return the owners that nobody knows yet, in the role in which they are named first."""
        found: dict[str, tuple] = {}
        for row in rows:
            for column, role in _ROLES:
                address = getattr(row, column)
                if address and address not in self._ids:
                    found.setdefault(address, ((address,), (role,), row))
        return Difference(TEAM, new=list(found.values())) if found else None

    def learn(self, difference: Difference) -> None:
        """Take in the keys of those who were created meanwhile."""
        for (address,), _, _ in difference.new:
            self._ids[address] = -len(self._ids) - 1
        self._load()

    def _load(self) -> None:
        people = list(User.objects.values_list("pk", "username", "email"))
        self._ids |= {username.lower(): pk for pk, username, _ in people}
        self._ids |= {email.lower(): pk for pk, _, email in people if email}
