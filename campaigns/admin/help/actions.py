"""Notes down what a customer asked for in a call or a chat, as a help request like any other."""

from datetime import date, datetime

from django import forms
from django.http import HttpRequest
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.admin import actions
from accounts.models import Account, Contact
from campaigns.help import thread
from campaigns.help.thread import Source, Wish
from campaigns.models import HelpTopic


class RequestForm(forms.Form):
    contact = forms.ModelChoiceField(
        Contact.objects.none(), label="Who asks", widget=UnfoldAdminSelectWidget()
    )
    topic = forms.ChoiceField(
        label="About", choices=HelpTopic.choices, widget=UnfoldAdminSelectWidget()
    )
    subject = forms.CharField(
        label="In a few words", max_length=120, widget=UnfoldAdminTextInputWidget()
    )
    text = forms.CharField(
        label="What they asked", max_length=5_000, widget=UnfoldAdminTextareaWidget()
    )
    urgent = forms.BooleanField(label="It keeps them from working", required=False)
    confirm = forms.BooleanField(
        label="Send them the confirmation, with when to expect an answer",
        required=False,
        initial=True,
    )

    def __init__(self, *args, account: Account, on: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = account.contacts.current()


def _ask(request: HttpRequest, account: Account, form: RequestForm, on: date, now: datetime) -> str:
    data = form.cleaned_data
    wish = Wish(
        text=data["text"],
        subject=data["subject"],
        topic=data["topic"],
        urgent=data["urgent"],
        source=Source.TEAM,
    )
    made = thread.ask(data["contact"], wish, now=now, by=request.user, confirm=data["confirm"])
    return f"Request kept; it is {made.owner or 'nobody'}'s to answer."


actions.register(
    "help",
    actions.Action(
        title="Note a request for help",
        says="It gets an owner and the programme's time, like one the customer sends.",
        button="Keep it",
        permission="campaigns.add_helprequest",
        form=RequestForm,
        verb=_ask,
        menu="Note a request for help",
        order=45,
    ),
)
