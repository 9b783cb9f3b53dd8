"""What a visitor fills in to book: the topic and the questions of the type, and a note."""

from datetime import UTC, datetime
from functools import cache

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.zones import known_zones
from campaigns.models import MeetingType

LONGEST_ANSWER, LONGEST_NOTE = 1000, 2000
# What browsers still call some zones that people live in.
_RENAMED = {
    "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
    "America/Indianapolis": "America/Indiana/Indianapolis",
    "Asia/Calcutta": "Asia/Kolkata",
    "Asia/Katmandu": "Asia/Kathmandu",
    "Asia/Rangoon": "Asia/Yangon",
    "Asia/Saigon": "Asia/Ho_Chi_Minh",
    "Europe/Kiev": "Europe/Kyiv",
}


class BookingForm(forms.Form):
    """Its fields come from the type of meeting."""

    def __init__(self, *args, kind: MeetingType, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if kind.topics:
            self.fields["topic"] = forms.ChoiceField(
                label="What is it about?",
                choices=[(topic, topic) for topic in kind.topics],
                widget=forms.RadioSelect,
                error_messages={"required": "Please choose what it is about."},
            )
        for number, question in enumerate(kind.questions):
            required = question.endswith("*")
            self.fields[f"answer{number}"] = forms.CharField(
                label=question.removesuffix("*").strip(),
                required=required,
                max_length=LONGEST_ANSWER,
                widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST_ANSWER}),
                error_messages={"required": "Please answer this question."},
            )
        self.fields["note"] = forms.CharField(
            label="Anything else we should know?",
            required=False,
            max_length=LONGEST_NOTE,
            widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_NOTE}),
        )
        for name, field in self.fields.items():
            if self.is_bound and name in self.errors:
                field.widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"{name}-error"}

    @property
    def topic(self) -> str:
        return self.cleaned_data.get("topic", "")

    @property
    def answers(self) -> dict[str, str]:
        """By question, without those left empty."""
        return {
            str(field.label): self.cleaned_data[name].strip()
            for name, field in self.fields.items()
            if name.startswith("answer") and self.cleaned_data[name].strip()
        }

    @property
    def optional(self) -> list[str]:
        return [name for name, field in self.fields.items() if not field.required]


class NoteForm(forms.Form):
    note = forms.CharField(
        label="Add a note",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_NOTE}),
    )


class CancelForm(forms.Form):
    reason = forms.CharField(
        label="Why? You need not say",
        required=False,
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST_ANSWER}),
    )


def moment(said: str | None) -> datetime | None:
    """A slot as addresses and forms name it, or None for anything else."""
    try:
        return datetime.strptime(said or "", "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def named(slot: datetime) -> str:
    """The slot as `moment` reads it."""
    return f"{slot.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def zone(said: str | None) -> str:
    """The time zone asked for if there is such a one, by the name it has today."""
    return _RENAMED.get(said, said) if said in known_zones() else ""


@cache
def zone_options() -> SafeString:
    """Every zone of a continent or ocean, as options of a list; the same on every page."""
    named_zones = sorted(
        each for each in known_zones() if "/" in each and not each.startswith(("Etc/", "posix/"))
    )
    rows = ((each, each.replace("_", " ")) for each in ["UTC", *named_zones])
    return format_html_join("", '<option value="{}">{}</option>', rows)
