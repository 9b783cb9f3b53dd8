"""The forms of an account's renewal: forecast, next term, add-on, churn, and a case by hand."""

from datetime import date
from typing import Any

from django import forms

from accounts.models import Account, ContractKind
from lifecycle.admin.renewal import fields
from lifecycle.models import ChurnReason, Outcome, RiskCase
from lifecycle.renewals import ahead, closing, retro, worth
from lifecycle.renewals.closing import Offer
from lifecycle.renewals.standing import Ahead


class AccountForm(forms.Form):
    """Made for an account and a day; `last` is the term that ends, if there is one."""

    def __init__(self, *args: Any, account: Account, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account, self.on = account, on
        terms = account.contracts.filter(kind=ContractKind.TERM).order_by("-start")
        self.last = terms.first()
        self.worth = worth.of(account.pk, self.last.end) if self.last else worth.NOTHING
        self.prepare()

    def prepare(self) -> None:
        """First values that depend on the account."""


class ForecastForm(AccountForm):
    outcome = fields.choice("We expect", Outcome.choices)
    arr = fields.money("ARR", required=False)
    seats = fields.whole("Seats", required=False)
    reason = fields.text("Why", help_text="What they said, and who said it.")

    def prepare(self) -> None:
        self.fields["outcome"].initial = Outcome.FLAT
        today = f"Today {self.worth.arr:,.2f}; empty stays as it is."
        self.fields["arr"].help_text = f"{today} Of churn and flat it follows by itself."
        self.fields["seats"].help_text = f"Today {self.worth.seats}."


class OfferForm(AccountForm):
    """What was signed, as the form of a term and of an add-on ask for it."""

    start = fields.day("Starts")
    end = fields.day("Ends", help_text="The renewal date: the first day not covered any more.")
    signed_on = fields.day("Signed on")
    seats = fields.whole("Seats")
    products = fields.products()
    arr = fields.money("ARR")

    def offer(self) -> Offer:
        data = self.cleaned_data
        return Offer(
            data["start"],
            data["end"],
            data["signed_on"],
            data["seats"],
            tuple(data["products"]),
            data["arr"],
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        start, end = data.get("start"), data.get("end")
        if start and end and end <= start:
            self.add_error("end", "It ends after it starts.")
        if data.get("signed_on") and data["signed_on"] > self.on:
            self.add_error("signed_on", "Close it when it is signed.")
        return data


class RenewForm(OfferForm):
    words = fields.text("What was agreed", rows=2, required=False)
    license_note = fields.text(
        "Licence",
        rows=2,
        required=False,
        help_text="A new key on the existing subscription: which, and who has it.",
    )
    sponsor = fields.MemberField(
        "Sponsor of the retro",
        required=False,
        empty_label="Nobody",
        help_text="Asked for when much ARR is lost and seats fall.",
    )

    def prepare(self) -> None:
        if self.last is None:
            return
        first = {
            "start": self.last.end,
            "end": closing.year_after(self.last.end),
            "signed_on": self.on,
            "seats": self.worth.seats,
            "products": list(self.worth.products),
            "arr": self.worth.arr,
        }
        for name, value in first.items():
            self.fields[name].initial = value

    def ahead(self) -> Ahead | None:
        """The stage after it, for what stands in the form; None while that makes no sense."""
        if self.last is None or self.last.churned_on:
            return None
        if self.is_bound:
            return (
                ahead.after_renewal(self.account, self.offer(), on=self.on)
                if self.is_valid()
                else None
            )
        first = {name: self.fields[name].initial for name in Offer._fields}
        return ahead.after_renewal(self.account, Offer(**first), on=self.on)


class AddOnForm(OfferForm):
    words = fields.text("What was agreed", rows=2, required=False)

    def prepare(self) -> None:
        if self.last is None:
            return
        first = {"start": self.on, "end": self.last.end, "signed_on": self.on, "seats": 0}
        for name, value in {**first, "products": self.last.products.split(";")}.items():
            self.fields[name].initial = value


class ChurnForm(AccountForm):
    churned_on = fields.day("They leave on", help_text="The first day without them.")
    category = fields.choice("Reason", ChurnReason.choices)
    words = fields.text("In words", help_text="As agreed with the other side of the team.")
    sponsor = fields.MemberField(
        "Sponsor of the retro",
        required=False,
        empty_label="Nobody",
        help_text="Asked for when much ARR is lost.",
    )

    def prepare(self) -> None:
        if self.last:
            self.fields["churned_on"].initial = self.last.end

    def asks_for_retro(self) -> bool:
        return self.worth.arr > retro.limit(self.account)

    def limit(self) -> int:
        return retro.limit(self.account)


class CaseForm(AccountForm):
    kind = fields.choice("Enters", RiskCase.Kind.choices)
    because = fields.line("Why it is at risk", max_length=200)


class UndoForm(AccountForm):
    """Nothing to fill in."""
