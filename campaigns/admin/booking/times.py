"""Slots as choices of a form, by day, on the wall clock of whom they are chosen for."""

from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from campaigns.booking.offers import Offer

_MOST = 400


def grouped(offer: Offer, zone: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The next slots by day; the value of each is its instant."""
    info = ZoneInfo(zone)
    local = [start.astimezone(info) for start in list(offer.free)[:_MOST]]
    return [
        (f"{day:%A} {day.day} {day:%B}", [(value(at), f"{at:%H:%M}") for at in times])
        for day, times in groupby(local, key=datetime.date)
    ]


def value(at: datetime) -> str:
    return at.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%MZ")


def moment(text: str) -> datetime:
    """Raises ValueError for what is no instant."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%MZ").replace(tzinfo=ZoneInfo("UTC"))


def field(offer: Offer, zone: str, **more: Any) -> forms.TypedChoiceField:
    choices: list[Any] = [("", f"Choose a time ({zone})"), *grouped(offer, zone)]
    return forms.TypedChoiceField(
        choices=choices,
        coerce=moment,
        required=False,
        empty_value=None,
        widget=UnfoldAdminSelectWidget(),
        **{"label": "One of the free times", **more},
    )


class WallField(forms.Field):
    """A date and a time of day on the wall clock of a zone."""

    def __init__(self, zone: str, **kwargs: Any) -> None:
        widget = UnfoldAdminTextInputWidget()
        widget.input_type = "datetime-local"
        super().__init__(widget=widget, **kwargs)
        self.zone = ZoneInfo(zone)

    def to_python(self, value: Any) -> datetime | None:
        if not value:
            return None
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            raise forms.ValidationError("Give a date and a time.") from None
        return found.replace(second=0, microsecond=0, tzinfo=self.zone)
