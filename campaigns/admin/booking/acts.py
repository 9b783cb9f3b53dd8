"""What is done on a host's page: each a form, a verb and what is said after it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from campaigns.admin.booking import forms
from campaigns.booking import calendars, hosting
from campaigns.models import Host

# Carries it out and says what was done. A ValueError it raises is shown at the form.
Verb = Callable[[Host, forms.HostForm, datetime], str]


@dataclass(frozen=True, slots=True)
class Act:
    form: type[forms.HostForm]
    verb: Verb


def _settings(host: Host, form: forms.HostForm, now: datetime) -> str:
    data = dict(form.cleaned_data)
    host.user.time_zone = data.pop("time_zone")
    for name, value in data.items():
        setattr(host, name, value)
    try:
        host.clean()
    except ValidationError as wrong:
        raise ValueError(" ".join(wrong.messages)) from None
    host.user.save(update_fields=["time_zone"])
    host.save(update_fields=list(data))
    return "Kept."


def _week(host: Host, form: forms.HostForm, now: datetime) -> str:
    assert isinstance(form, forms.WeekForm)
    hosting.set_week(host, form.week())
    return "These are your hours from now on; what is booked stays."


def _override(host: Host, form: forms.HostForm, now: datetime) -> str:
    on = form.cleaned_data["on"]
    if on < timezone.localdate(now):
        raise ValueError("This date is past.")
    hosting.set_date(host, on, form.cleaned_data["hours"])
    return f"{on:%-d %B} has hours of its own."


def _lift(host: Host, form: forms.HostForm, now: datetime) -> str:
    hosting.lift_date(host, form.cleaned_data["on"])
    return "The week's hours again."


def _block(host: Host, form: forms.HostForm, now: datetime) -> str:
    data = form.cleaned_data
    hosting.block(host, data["starts_at"], data["ends_at"], data["reason"])
    kept = hosting.meetings_in(host, data["starts_at"], data["ends_at"])
    if not kept:
        return "Blocked."
    meetings = "1 meeting" if kept == 1 else f"{kept} meetings"
    return f"Blocked. {meetings} in that time stay: move or cancel them if need be."


def _unblock(host: Host, form: forms.HostForm, now: datetime) -> str:
    hosting.unblock(host, form.cleaned_data["row"])
    return "Free again."


def _subscribe(host: Host, form: forms.HostForm, now: datetime) -> str:
    calendar = hosting.subscribe(host, form.cleaned_data["name"], form.cleaned_data["url"])
    return f"Subscribed to {calendar}; it is read within minutes."


def _unsubscribe(host: Host, form: forms.HostForm, now: datetime) -> str:
    hosting.unsubscribe(host, form.cleaned_data["row"])
    return "Not subscribed any more."


def _again(host: Host, form: forms.HostForm, now: datetime) -> str:
    calendars.soon(host, form.cleaned_data["row"])
    return "It is read again within minutes."


def _feed(host: Host, form: forms.HostForm, now: datetime) -> str:
    hosting.renew_feed(host)
    return "The feed has a new address; the old one ended."


ACTS: dict[str, Act] = {
    "settings": Act(forms.SettingsForm, _settings),
    "week": Act(forms.WeekForm, _week),
    "override": Act(forms.OverrideForm, _override),
    "lift": Act(forms.DateForm, _lift),
    "block": Act(forms.BlockForm, _block),
    "unblock": Act(forms.RowForm, _unblock),
    "subscribe": Act(forms.SubscribeForm, _subscribe),
    "unsubscribe": Act(forms.RowForm, _unsubscribe),
    "again": Act(forms.RowForm, _again),
    "feed": Act(forms.SureForm, _feed),
}
