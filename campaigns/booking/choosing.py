"""What a page shows to choose a time from: a month, the times of a day, and the visitor's zone."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.models import Contact
from campaigns.booking import forms, month
from campaigns.booking.offers import Offer


class Zone(NamedTuple):
    """`chosen` by the visitor, or else `known` from the book; else their browser is asked."""

    name: str
    chosen: bool
    known: bool

    @property
    def shown(self) -> str:
        return self.name.replace("_", " ")


class Time(NamedTuple):
    """A time of day, and the address that chooses it."""

    text: str
    said: str
    value: str
    href: str


def zone_of(asked: Mapping[str, Any], contact: Contact, *, booked_in: str = "") -> Zone:
    """The one asked for, else that of the meeting, the contact, their account, ours."""
    if asked_for := forms.zone(asked.get("zone")):
        return Zone(asked_for, True, True)
    if booked_in:
        return Zone(booked_in, False, True)
    name = contact.time_zone or contact.account.time_zone
    return Zone(name or settings.TIME_ZONE, False, bool(contact.time_zone))


def day(asked: Mapping[str, Any]) -> date | None:
    try:
        return date.fromisoformat(asked.get("day") or "")
    except ValueError:
        return None


def piece(offer: Offer, wanted: date | None, zone: Zone) -> SafeString:
    """The month and the times of a day, the same for every visitor."""
    return render_to_string("public/booking/when.html", context(offer, wanted, zone))


def told(*, gone: bool, coming: Sequence[Mapping[str, str]] = ()) -> SafeString:
    """What only this visitor is told: that the time they wanted is gone, what they have booked."""
    if not gone and not coming:
        return SafeString("")
    return render_to_string("public/booking/told.html", {"gone": gone, "coming": coming})


def context(offer: Offer, wanted: date | None, zone: Zone) -> dict[str, object]:
    """The month around the day wanted, or around the first that has times."""
    days = {on: [slot.starts_at for slot in slots] for on, slots in offer.days(zone.name)}
    day = month.chosen(days, wanted)
    kept = {"zone": zone.name} if zone.chosen else {}
    found: dict[str, object] = {"zone": zone, "zone_options": forms.zone_options(), "kept": kept}
    if day is None:
        return found
    shown = month.month({on: len(slots) for on, slots in days.items()}, day)
    return found | {
        "day": f"{day:%A} {day.day} {day:%B}",
        "day_value": day.isoformat(),
        "month": shown,
        "before": _href(kept, day=shown.before) if shown.before else "",
        "after": _href(kept, day=shown.after) if shown.after else "",
        "weeks": [
            [(cell, _href(kept, day=cell.on) if cell else "") for cell in week]
            for week in shown.weeks
        ],
        "times": times(days[day], zone, kept),
    }


def times(slots: list[datetime], zone: Zone, kept: Mapping[str, str]) -> list[Time]:
    return [
        Time(
            f"{local:%H:%M}",
            when(slot, zone.name),
            forms.named(slot),
            _href(kept, at=forms.named(slot)),
        )
        for slot in slots
        for local in [slot.astimezone(ZoneInfo(zone.name))]
    ]


def when(slot: datetime, zone: str) -> str:
    """“Tuesday 3 March, 14:30”."""
    local = slot.astimezone(ZoneInfo(zone))
    return f"{local:%A} {local.day} {local:%B}, {local:%H:%M}"


def _href(kept: Mapping[str, str], **asked: object) -> str:
    return f"?{urlencode({**kept, **asked})}"
