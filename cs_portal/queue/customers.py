"""What customers told us on their own pages and nobody has answered."""

from datetime import date, timedelta
from functools import reduce
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, OuterRef
from django.urls import reverse

from campaigns.models import ContactProposal
from cs_portal.queue.line import SHOWN, Line
from lifecycle.models import PlanComment, PlanSignature, ReviewComment, ReviewSignature

_FRESH, _SIGNED = timedelta(30), timedelta(3)


def lines(mine: dict[str, Any], user: AbstractBaseUser, on: date) -> list[Line]:
    """Comments first, then what is to be confirmed, then what was signed in these days."""
    return [
        *_comments(PlanComment, "plan", mine, on),
        *_comments(ReviewComment, "review", mine, on),
        *_proposals(mine),
        *_signatures(PlanSignature, "version__plan", mine, on),
        *_signatures(ReviewSignature, "review", mine, on),
    ]


def _comments(model: type, of: str, mine: dict[str, Any], on: date) -> list[Line]:
    """Theirs, until one of us has said something after it."""
    answered = model.objects.filter(**{of: OuterRef(of)}, user__isnull=False, at__gt=OuterRef("at"))
    found = (
        model.objects.filter(contact__isnull=False, at__date__gt=on - _FRESH)
        .filter(**_of(f"{of}__account", of, mine))
        .exclude(Exists(answered))
        .select_related(f"{of}__account", "contact")
        .order_by("at")[:SHOWN]
    )
    return [
        Line(
            "band-concerning",
            "They wrote",
            str(getattr(one, of).account),
            f"{one.contact} on “{getattr(one, of)}”: {one.text[:120]}",
            _page(getattr(one, of).account_id),
            "Answer",
        )
        for one in found
    ]


def _proposals(mine: dict[str, Any]) -> list[Line]:
    found = (
        ContactProposal.objects.filter(state=ContactProposal.State.OPEN, account__removed_at=None)
        .filter(**mine)
        .select_related("account", "contact")
        .order_by("said_at")[:SHOWN]
    )
    return [
        Line(
            "work",
            "To confirm",
            str(one.account),
            f"{one.contact} told us on {one.said_at:%Y-%m-%d}: {one.get_kind_display().lower()}",
            reverse("admin:campaigns_contactproposal_change", args=[one.pk]),
            "Look",
        )
        for one in found
    ]


def _signatures(model: type, of: str, mine: dict[str, Any], on: date) -> list[Line]:
    """What contacts signed on their pages; what we entered for them is no news."""
    found = (
        model.objects.filter(contact__isnull=False, signed_on__gt=on - _SIGNED)
        .filter(**_of(f"{of}__account", of, mine))
        .select_related(f"{of}__account")
        .order_by("-recorded_at")[:SHOWN]
    )
    signed = [(one, reduce(getattr, of.split("__"), one)) for one in found]
    return [
        Line(
            "band-healthy",
            "Signed",
            str(what.account),
            f"{one.name} signed off “{what}”",
            _page(what.account_id),
            "Open",
        )
        for one, what in signed
    ]


def _of(account: str, row: str, mine: dict[str, Any]) -> dict[str, Any]:
    narrowed = {f"{row}__{name}": value for name, value in mine.items()}
    return {f"{account}__removed_at": None, **narrowed}


def _page(account: int) -> str:
    return reverse("admin:accounts_account_tab", args=[account, "customer"])
