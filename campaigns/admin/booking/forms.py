"""The small forms of the page on which a host says when customers can book them."""

from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from accounts.admin import fields
from accounts.zones import known_zones
from campaigns.admin.booking.times import WallField
from campaigns.booking import hours
from campaigns.models import Host, Weekday

_WRITTEN = "9:00-12:30, 13:30-17:00"


class HostForm(forms.Form):
    """Each form knows whose page it stands on."""

    def __init__(self, *args: Any, host: Host, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.host = host


class SureForm(HostForm):
    """Nothing to fill in."""


class RowForm(HostForm):
    row = forms.IntegerField(widget=forms.HiddenInput())


class DateForm(HostForm):
    on = forms.DateField(widget=forms.HiddenInput())


class SettingsForm(HostForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        host = self.host
        zones = [(zone, zone.replace("_", " ")) for zone in sorted(known_zones())]
        self.fields["active"] = forms.BooleanField(
            label="Customers can book me",
            required=False,
            initial=host.active,
            widget=UnfoldBooleanSwitchWidget(),
        )
        self.fields["time_zone"] = forms.ChoiceField(
            label="My time zone",
            choices=zones,
            initial=host.user.time_zone,
            widget=UnfoldAdminSelectWidget(),
        )
        self.fields["place"] = fields.line(
            "Where I meet",
            most=300,
            initial=host.place,
            help_text="A link; {meeting} and {account} in it are filled in, for a room of its own.",
        )
        self.fields["country"] = fields.line(
            "Public holidays of", most=2, initial=host.country, help_text="US, DE, IN … or empty."
        )
        self.fields["region"] = fields.line(
            "and of its region", most=10, initial=host.region, help_text="CA, BY, KA … or empty."
        )
        for name, label in (("per_day", "At most a day"), ("per_week", "At most a week")):
            self.fields[name] = forms.IntegerField(
                label=label,
                required=False,
                min_value=1,
                max_value=100,
                initial=getattr(host, name),
                widget=UnfoldAdminIntegerFieldWidget(),
                help_text="Meetings of all types; empty for no limit.",
            )


class HoursField(forms.CharField):
    """Hours of a day as spans; empty is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            max_length=120,
            widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "closed"}),
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        try:
            return hours.read(super().clean(value))
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from None


class WeekForm(HostForm):
    def __init__(self, *args: Any, week: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in Weekday:
            self.fields[f"day{day.value}"] = HoursField(label=day.label)
            self.initial[f"day{day.value}"] = hours.write((week or {}).get(day.value, ()))

    def week(self) -> dict[int, Any]:
        return {day.value: self.cleaned_data[f"day{day.value}"] for day in Weekday}


class OverrideForm(HostForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"] = forms.DateField(label="Date", widget=_date())
        self.fields["hours"] = HoursField(
            label="Hours on it", help_text=f"{_WRITTEN}; empty: closed that day."
        )


class BlockForm(HostForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.host.user.time_zone
        self.fields["starts_at"] = WallField(zone, label="From")
        self.fields["ends_at"] = WallField(zone, label="To")
        self.fields["reason"] = fields.line(
            "Reason", help_text="The team sees it, customers do not."
        )


class SubscribeForm(HostForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = fields.line("Name", most=80, required=True, initial="My calendar")
        self.fields["url"] = fields.line(
            "Secret address in iCal format",
            most=1000,
            required=True,
            help_text="Google: Settings, your calendar, Integrate. Outlook: Shared calendars, "
            "Publish. Only when you are busy is kept, not with what.",
        )


def _date() -> UnfoldAdminTextInputWidget:
    widget = UnfoldAdminTextInputWidget()
    widget.input_type = "date"
    return widget
