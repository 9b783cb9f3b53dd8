"""What a contact may know and decide about the mails they get."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from accounts import consent
from accounts.models import ConsentEvent, Contact, Role, SuppressionReason, Topic

SHOWN_EVENTS = 12


class Choice(NamedTuple):
    """A topic, whether mails about it are wanted, and since when they are not."""

    slug: str
    name: str
    says: str
    wanted: bool
    since: datetime | None


class Told(NamedTuple):
    """Everything that is stored about the address and mail; `kept` are its facts by name."""

    reason: str
    choices: list[Choice]
    events: list[ConsentEvent]
    kept: list[tuple[str, str]]

    @property
    def without(self) -> list[Choice]:
        return [choice for choice in self.choices if not choice.wanted]

    @property
    def company(self) -> str:
        return dict(self.kept)["Company"]

    @property
    def undeliverable(self) -> bool:
        return self.reason not in ("", SuppressionReason.OPTED_OUT)


def read(contact: Contact) -> Told:
    """The contact comes with its account; three queries."""
    address, off = contact.email, consent.without(contact.email)
    return Told(
        consent.reasons([address]).get(address, ""),
        [
            Choice(topic.value, topic.label, topic.says, topic not in off, off.get(topic))
            for topic in Topic
        ],
        list(ConsentEvent.objects.filter(address=address)[:SHOWN_EVENTS]),
        [
            ("Address", address),
            ("Name", contact.full_name),
            ("Title", contact.title),
            ("Company", contact.account.name),
            ("Role", ", ".join(str(Role(role).label) for role in contact.roles)),
            ("Time zone", contact.time_zone),
        ],
    )


def keep(contact: Contact, wanted: Collection[str], *, source: str, now: datetime) -> int:
    """Save which topics are wanted; a name that is no topic is passed over."""
    return consent.choose(contact.email, wanted, source=source, now=now)
