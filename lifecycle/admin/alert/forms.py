"""The small forms by which alerts are put away and taken up again."""

from datetime import date, timedelta
from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget


class NoteForm(forms.Form):
    note = forms.CharField(
        required=False, max_length=2000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class SnoozeForm(NoteForm):
    until = forms.DateField(
        label="Until", help_text="On this day it comes back by itself, if it still stands."
    )
    field_order = ("until", "note")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, on=on, **kwargs)
        widget = UnfoldAdminTextInputWidget(attrs={"min": on + timedelta(1)})
        widget.input_type = "date"
        self.fields["until"].widget = widget
        self.fields["until"].initial = on + timedelta(7)


class SaidForm(NoteForm):
    """A note alone, which has to say something."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True
