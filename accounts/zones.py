"""The IANA time zones a person, an account or the portal may live in."""

from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError


@cache
def known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def validate_zone(name: str) -> None:
    """Raise ValidationError unless `name` is an IANA zone such as Europe/Berlin."""
    if name not in known_zones():
        raise ValidationError(f"“{name}” is no IANA time zone, such as Europe/Berlin or UTC.")
