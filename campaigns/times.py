"""Moments as a contact reads them, in their own zone."""

from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import Contact


def zone_of_contact(contact: Contact) -> tzinfo:
    """The contact's, else the account's, else the portal's."""
    name = contact.time_zone or contact.account.time_zone
    return ZoneInfo(name) if name else timezone.get_default_timezone()


def spelled(moment: datetime, zone: tzinfo) -> str:
    """“Tuesday, 24 November, 15:00 (CET)”."""
    local = timezone.localtime(moment, zone)
    return f"{local:%A, %-d %B, %H:%M} ({local.tzname()})"


def by(moment: datetime, zone: tzinfo) -> str:
    """The same as a time to wait for: midnight is the end of the day before."""
    local = timezone.localtime(moment, zone)
    if local.hour or local.minute:
        return spelled(moment, zone)
    day = local - timedelta(minutes=1)
    return f"the end of {day:%A, %-d %B} ({local.tzname()})"
