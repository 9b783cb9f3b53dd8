"""The forms of the help pages; they work without a script."""

from django import forms

from campaigns.models import HelpTopic

LONGEST = 5_000
_URGENCY = (
    ("normal", "It can wait a little"),
    ("urgent", "It keeps us from working"),
)


class AskForm(forms.Form):
    topic = forms.ChoiceField(label="What is it about?", choices=HelpTopic.choices)
    subject = forms.CharField(label="In a few words", max_length=120, required=False)
    text = forms.CharField(
        label="What can we help you with?",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": "Please say what we can help you with."},
    )
    urgency = forms.ChoiceField(
        label="How urgent is it?", choices=_URGENCY, initial="normal", widget=forms.RadioSelect
    )
    # The same form sent twice is one request.
    once = forms.RegexField(r"^[A-Za-z0-9]{22}$", widget=forms.HiddenInput())


class ReplyForm(forms.Form):
    text = forms.CharField(
        label="Add something",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Please write something first."},
    )
