"""What people do to an account from its pages: each a form, a permission and one verb."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import Account

# Carries the action out and says what was done, for the message and the history. A ValueError it
# raises is shown in the form.
Verb = Callable[[HttpRequest, Account, forms.Form, date, datetime], str]


class SureForm(forms.Form):
    """Nothing to fill in: the page says what will happen and asks whether it should."""

    def __init__(self, *args, account: Account, on: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)


def workspace(account: Account) -> str:
    return reverse("admin:accounts_account_change", args=[account.pk])


@dataclass(frozen=True, slots=True)
class Action:
    """`menu` is its name in the account's header, where it is offered if it has one.

    The form is made with `account`, `on` and what was asked for in the address as `initial`;
    `after` is where the browser goes when it was done, `tone` a class of the style sheet.
    """

    title: str
    says: str
    button: str
    permission: str
    form: type[forms.BaseForm]
    verb: Verb
    menu: str = ""
    order: int = 50
    tone: str = ""
    after: Callable[[Account], str] = workspace
    template: str = "admin/accounts/account/action.html"


ACTIONS: dict[str, Action] = {}


def register(slug: str, action: Action) -> None:
    ACTIONS[slug] = action


def offered(request: HttpRequest) -> list[tuple[str, Action]]:
    """The header's, in their order, as far as the user may."""
    found = [
        (slug, action)
        for slug, action in ACTIONS.items()
        if action.menu and request.user.has_perm(action.permission)
    ]
    return sorted(found, key=lambda pair: (pair[1].order, pair[1].menu))
