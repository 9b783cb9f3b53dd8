"""The small forms of an account's Knowledge page."""

from datetime import date
from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.knowledge.areas import QUESTIONS
from accounts.models import (
    Account,
    Area,
    ChannelKind,
    Contact,
    Feature,
    Maturity,
    SupportChannel,
    SupportLevel,
    UseCase,
    UseCaseState,
    User,
    ValueDriver,
    ValueStatus,
)


def owners() -> list[tuple[str, str]]:
    """Whoever of the team can log in, to be offered as an owner."""
    people = User.objects.filter(is_staff=True, is_active=True)
    return [("", "Nobody yet"), *((str(person.pk), str(person)) for person in people)]


def _text(rows: int = 3) -> UnfoldAdminTextareaWidget:
    return UnfoldAdminTextareaWidget(attrs={"rows": rows})


def _line(**attributes: Any) -> forms.CharField:
    required = attributes.pop("required", False)
    return forms.CharField(
        required=required, max_length=120, widget=UnfoldAdminTextInputWidget(), **attributes
    )


def _figure(label: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        widget=UnfoldAdminDecimalFieldWidget(attrs={"step": "any"}),
    )


class AccountForm(forms.Form):
    """`subject` is the model that `key`, a hidden field, names a row of the account of."""

    subject: type | None = None
    key = ""

    def __init__(self, *args: Any, account: Account, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account, self.on, self.row = account, on, None
        asked = (self.data if self.is_bound else self.initial).get(self.key, "")
        if self.subject and str(asked).isdigit():
            self.row = self.subject.objects.filter(account=account, pk=asked).first()
            if self.row:
                self.initial = {**self.shown(self.row), **self.initial}

    def shown(self, row: Any) -> dict[str, Any]:
        """What the form starts from when there is a row already."""
        return {name: getattr(row, name) for name in self.fields if hasattr(row, name)}


class OwnedForm(AccountForm):
    owner = forms.ChoiceField(required=False, widget=UnfoldAdminSelectWidget())

    def __init__(self, *args: Any, offered: list | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = owners() if offered is None else offered

    def clean_owner(self) -> User | None:
        key = self.cleaned_data["owner"]
        return User.objects.get(pk=key) if key else None


class AreaForm(forms.Form):
    """Names an area, and nothing to fill in."""

    area = forms.ChoiceField(choices=Area.choices, widget=forms.HiddenInput())

    def __init__(self, *args: Any, account: Account, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class NoteForm(OwnedForm):
    area = forms.ChoiceField(choices=Area.choices, widget=forms.HiddenInput())
    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput())
    text = forms.CharField(required=False, widget=_text(7))
    field_order = ("area", "after", "text", "owner")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = (self.data if self.is_bound else self.initial).get("area", "")
        if area in Area.values:
            self.fields["text"].label = Area(area).label
            self.fields["text"].help_text = " ".join(QUESTIONS[area])
        if "after" not in self.initial:
            note = self.account.knowledge.filter(area=area).first()
            self.initial["after"] = note.number if note else 0
            self.initial |= {"text": note.text, "owner": note.owner_id} if note else {}


class DriverForm(OwnedForm):
    subject, key = ValueDriver, "driver"
    driver = forms.IntegerField(required=False, widget=forms.HiddenInput())
    title = _line(label="Driver", required=True, help_text="What the customer pays us for.")
    expected = forms.CharField(label="Expected value, in words", required=False, widget=_text())
    expected_figure = _figure("Expected, as a figure")
    unit = _line(help_text="Of the expected and the achieved figure: hours a month …")
    field_order = ("driver", "title", "expected", "expected_figure", "unit", "owner")

    def shown(self, row: ValueDriver) -> dict[str, Any]:
        return {**super().shown(row), "owner": row.owner_id}


class AchievedForm(AccountForm):
    subject, key = ValueDriver, "driver"
    driver = forms.IntegerField(widget=forms.HiddenInput())
    status = forms.ChoiceField(choices=ValueStatus.choices, widget=UnfoldAdminSelectWidget())
    achieved_figure = _figure("Achieved, as a figure")
    achieved = forms.CharField(label="Achieved, in words", required=False, widget=_text())
    achieved_on = forms.DateField(label="As of")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = UnfoldAdminTextInputWidget(attrs={"max": self.on})
        widget.input_type = "date"
        self.fields["achieved_on"].widget = widget
        self.initial["achieved_on"] = self.on
        if self.row:
            unit = f" ({self.row.unit})" if self.row.unit else ""
            self.fields["achieved_figure"].label += unit


class UseCaseForm(AccountForm):
    subject, key = UseCase, "use_case"
    use_case = forms.IntegerField(required=False, widget=forms.HiddenInput())
    title = _line(label="Use case", required=True)
    team = _line(label="Team or department")
    description = forms.CharField(required=False, widget=_text())
    state = forms.ChoiceField(choices=UseCaseState.choices, widget=UnfoldAdminSelectWidget())
    maturity = forms.TypedChoiceField(
        choices=Maturity.choices, coerce=int, widget=UnfoldAdminSelectWidget()
    )
    features = forms.ModelMultipleChoiceField(
        Feature.objects.all(),
        label="Features that serve it",
        required=False,
        widget=forms.CheckboxSelectMultiple(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("state", UseCaseState.ACTIVE)

    def shown(self, row: UseCase) -> dict[str, Any]:
        return {**super().shown(row), "features": list(row.features.all())}


class ChannelForm(AccountForm):
    subject, key = SupportChannel, "channel"
    channel = forms.IntegerField(required=False, widget=forms.HiddenInput())
    kind = forms.ChoiceField(choices=ChannelKind.choices, widget=UnfoldAdminSelectWidget())
    address = forms.CharField(max_length=300, widget=UnfoldAdminTextInputWidget())
    theirs = forms.ModelChoiceField(
        Contact.objects.none(),
        label="On their side",
        required=False,
        empty_label="Nobody in particular",
        widget=UnfoldAdminSelectWidget(),
    )
    ours = forms.ChoiceField(label="On our side", required=False, widget=UnfoldAdminSelectWidget())
    hours = _line(help_text="When somebody answers: Monday to Friday, 9 to 17 in Berlin.")
    notes = forms.CharField(required=False, widget=_text())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theirs"].queryset = Contact.objects.current().filter(account=self.account)
        self.fields["ours"].choices = owners()

    def shown(self, row: SupportChannel) -> dict[str, Any]:
        return {**super().shown(row), "ours": row.ours_id, "theirs": row.theirs_id}

    def clean_ours(self) -> User | None:
        key = self.cleaned_data["ours"]
        return User.objects.get(pk=key) if key else None


class ClosedChannelForm(AccountForm):
    subject, key = SupportChannel, "channel"
    channel = forms.IntegerField(widget=forms.HiddenInput())


class LevelForm(AccountForm):
    level = forms.ChoiceField(
        label="Support level",
        choices=[("", "Unknown"), *SupportLevel.choices],
        required=False,
        widget=UnfoldAdminSelectWidget(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("level", self.account.support_level)
