"""The copy of campaigns, compiled once for each version and message and kept for a run."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from campaigns import conditions
from campaigns.compose import Brand, Compiled, Copy, CopyError, compile_for
from campaigns.definitions import MONTH
from campaigns.logo import logo
from campaigns.models import CampaignVersion, Message

FALLBACK = "message"


@dataclass(frozen=True, slots=True)
class Kind:
    """What the sender needs to know of a version's rule."""

    roles: tuple[str, ...]
    of_month: bool


@dataclass(frozen=True, slots=True)
class Text:
    """A message that can be rendered; `variables` is kept because finding them takes a while."""

    compiled: Compiled
    variables: frozenset[str]


class Copies:
    """A copy with a mistake stays a mistake for the whole run, told again for each mail."""

    def __init__(self) -> None:
        self._brand = brand()
        self._messages: dict[int, dict[str, Message]] = {}
        self._kinds: dict[int, Kind] = {}
        self._texts: dict[tuple[int, str, frozenset[str]], Text | CopyError] = {}

    def load(self, versions: Iterable[int]) -> None:
        """Read those not read yet, in two queries."""
        wanted = set(versions) - self._kinds.keys()
        if not wanted:
            return
        for pk, rule in CampaignVersion.objects.filter(pk__in=wanted).values_list("pk", "rule"):
            self._kinds[pk] = _kind(rule)
            self._messages[pk] = {}
        for message in Message.objects.filter(version__in=wanted):
            self._messages[message.version_id][message.name] = message

    def kind(self, version: int) -> Kind:
        return self._kinds[version]

    def conditions(self, version: int, step: str, variant: str) -> frozenset[str]:
        """The products and roles that the message asks about; raises like `text`."""
        message = self.message(version, step, variant)
        if ":::" not in message.body:
            return frozenset()
        return conditions.names(message.body)

    def text(
        self, version: int, step: str, variant: str, holding: frozenset[str] = frozenset()
    ) -> Text:
        """The message for this step and variant, for whom these conditions hold.

        Raises CopyError when it cannot be used.
        """
        message = self.message(version, step, variant)
        key = (version, message.name, holding)
        if key not in self._texts:
            copy = Copy(message.subject, message.preheader, message.body)
            self._texts[key] = _compile(copy, self._brand, holding)
        found = self._texts[key]
        if isinstance(found, CopyError):
            raise found
        return found

    def personal(self, copy: Copy, holding: frozenset[str]) -> Text:
        """One reader's own; raises CopyError when it cannot be used."""
        found = _compile(copy, self._brand, holding)
        if isinstance(found, CopyError):
            raise found
        return found

    def message(self, version: int, step: str, variant: str) -> Message:
        messages = self._messages.get(version, {})
        name = next((name for name in (step, variant, FALLBACK) if name in messages), None)
        if name is None:
            raise CopyError(1, f"there is no message for step {step!r}, variant {variant!r}")
        return messages[name]


def brand() -> Brand:
    """How the frame of every mail presents the sender."""
    found = logo()
    return Brand(
        settings.PORTAL_VENDOR_NAME,
        settings.PORTAL_SENDER_NAME,
        settings.PORTAL_POSTAL_ADDRESS,
        settings.PORTAL_BRAND_COLOR,
        settings.PORTAL_BASE_URL + found.path if found else "",
        (found.width, found.height) if found else (0, 0),
    )


def _compile(copy: Copy, brand: Brand, holding: frozenset[str]) -> Text | CopyError:
    try:
        compiled = compile_for(copy, brand, holding)
    except CopyError as mistake:
        return mistake
    return Text(compiled, compiled.variables)


def _kind(rule: Mapping[str, Any]) -> Kind:
    return Kind(tuple(rule.get("to", ())), rule.get("due", {}).get("kind") == MONTH)
