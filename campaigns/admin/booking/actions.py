"""Book a meeting for a customer, or propose times to them, from the account's pages."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from accounts.admin import fields
from accounts.admin.actions import Action, register
from accounts.models import Account
from campaigns.admin.booking import times
from campaigns.booking import book, offers, proposals, words
from campaigns.booking.refused import Taken
from campaigns.models import MeetingType

SLUG = "meetings"
_USUAL = "check-in"
_MOST = 6


def page(account: Account) -> str:
    return reverse("admin:accounts_account_tab", args=[account.pk, SLUG])


class TypeForm(forms.Form):
    """Its type stands in the address, because the times follow from it."""

    type = forms.ModelChoiceField(
        MeetingType.objects.filter(active=True), widget=forms.HiddenInput()
    )

    def __init__(self, *args: Any, account: Account, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        self.kinds = list(MeetingType.objects.filter(active=True).select_related("pool"))
        self.kind = self._kind()
        self.initial["type"] = self.kind
        contact = fields.contact(account, "With", required=True)
        contact.empty_label = "Choose one"
        self.fields["contact"] = contact
        # Wall-clock times of whoever would lead it, else of the portal.
        self.zone = account.ta.time_zone if account.ta else timezone.get_current_timezone_name()
        self.offer = offers.offer(self.kind, account, now=timezone.now()) if self.kind else None

    def _kind(self) -> MeetingType | None:
        asked = str((self.data if self.is_bound else self.initial).get("type", ""))
        named = {str(kind.pk): kind for kind in self.kinds}
        usual = next((kind for kind in self.kinds if kind.slug == _USUAL), None)
        return named.get(asked) or usual or next(iter(self.kinds), None)


class BookForm(TypeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.offer is None:
            return
        self.fields["slot"] = times.field(self.offer, self.zone)
        self.fields["other"] = times.WallField(
            self.zone,
            label="Or any other time",
            required=False,
            help_text=f"In {self.zone}. Hours and limits do not count then, other meetings do.",
        )
        self.fields["topic"] = fields.line("Topic", most=200)
        self.fields["note"] = fields.text("Note", help_text="The customer reads it too.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("slot") and not data.get("other") and not self.errors:
            raise forms.ValidationError("Choose a time.")
        return data


class ProposeForm(TypeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.offer is None:
            return
        self.fields["slots"] = forms.TypedMultipleChoiceField(
            label=f"Times to propose ({self.zone}), {_MOST} at the most",
            choices=times.grouped(self.offer, self.zone)[:8],
            coerce=times.moment,
            required=False,
            widget=UnfoldAdminCheckboxSelectMultipleWidget(),
            help_text="None: they choose from all that are free.",
        )
        self.fields["words"] = fields.text("A line of yours")

    def clean_slots(self) -> list[datetime]:
        chosen = self.cleaned_data["slots"]
        if len(chosen) > _MOST:
            raise forms.ValidationError(f"{_MOST} at the most.")
        return chosen


def _book(request: HttpRequest, account: Account, form: forms.Form, on: date, now: datetime) -> str:
    data = form.cleaned_data
    at = data["other"] or data["slot"]
    try:
        meeting = book.book(
            data["type"],
            data["contact"],
            at,
            now=now,
            by=request.user,
            topic=data["topic"],
            note=data["note"],
            anytime=bool(data["other"]),
        )
    except Taken as taken:
        near = ", ".join(words.at(start, form.zone) for start in taken.offer.near(at, 3))
        raise ValueError(f"Nobody is free then. {f'Free: {near}.' if near else ''}") from None
    return f"Booked for {words.at(meeting.starts_at, form.zone)}. The customer gets an invitation."


def _propose(
    request: HttpRequest, account: Account, form: forms.Form, on: date, now: datetime
) -> str:
    data = form.cleaned_data
    proposals.propose(
        data["type"], data["contact"], data["slots"], by=request.user, now=now, say=data["words"]
    )
    return f"Proposed to {data['contact']}: the mail leaves within minutes."


register(
    "book-meeting",
    Action(
        "Book a meeting for this customer",
        "Whoever you choose gets an invitation, and can move or cancel it.",
        "Book it",
        "campaigns.add_meeting",
        BookForm,
        _book,
        menu="Book a meeting",
        order=34,
        after=page,
        template="admin/campaigns/meeting/choose.html",
    ),
)
register(
    "propose-times",
    Action(
        "Propose times",
        "They get a mail of yours with these times, each a link that books it.",
        "Send it",
        "campaigns.add_meeting",
        ProposeForm,
        _propose,
        menu="Propose times",
        order=35,
        after=page,
        template="admin/campaigns/meeting/choose.html",
    ),
)
