"""The pages of an account beside its workspace: other apps hang theirs in here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.http import HttpRequest

from accounts.models import Account


class Glance(NamedTuple):
    """A line of the workspace's “Work” card; `tone` is a class of the style sheet."""

    tone: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A page below the account's header, at `/<account>/<slug>/`.

    `read` gives its template's context and is allowed a fixed number of queries. `glance`, if any,
    gives the lines about it on the workspace, in one or two queries.
    """

    slug: str
    title: str
    permission: str
    template: str
    read: Callable[[HttpRequest, Account, date], dict[str, Any]]
    glance: Callable[[Account, date], list[Glance]] | None = None
    order: int = 50


_tabs: dict[str, Tab] = {}


def register(tab: Tab) -> None:
    _tabs[tab.slug] = tab


def find(slug: str) -> Tab | None:
    return _tabs.get(slug)


def seen_by(request: HttpRequest) -> Iterator[Tab]:
    """Those the user may see, in their order."""
    ordered = sorted(_tabs.values(), key=lambda tab: (tab.order, tab.title))
    return (tab for tab in ordered if request.user.has_perm(tab.permission))
