"""The order in which a book asks for attention."""

from django.db.models import Case, F, IntegerField, Value, When

from accounts.models import Account
from lifecycle.models import AccountState, Band, Stage

_NO_STAGE, _NOT_DECIDED = 5, 6


def _attention(path: str = "") -> tuple:
    """Overdue renewals, then poor and concerning health, the lowest score first.

    Prospects follow, and at the end who has no stage: the pipeline and those who left.
    """
    rank = Case(
        When(**{f"{path}stage": ""}, then=Value(_NO_STAGE)),
        When(**{f"{path}overdue": True}, then=Value(0)),
        When(**{f"{path}confirmed_band": Band.POOR}, then=Value(1)),
        When(**{f"{path}confirmed_band": Band.CONCERNING}, then=Value(2)),
        When(**{f"{path}stage": Stage.PROSPECT}, then=Value(4)),
        When(**{f"{path}decided_through__isnull": True}, then=Value(_NOT_DECIDED)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return (rank.asc(), F(f"{path}score").asc(nulls_last=True), "pk")


ATTENTION = _attention("state__")


def page(start: int, size: int) -> list[int]:
    """Keys of the whole book in that order, without joining the accounts to their states.

    Those that no day has decided yet stand behind all others and are not among them.
    """
    decided = AccountState.objects.exclude(account__in=Account.objects.removed())
    return list(decided.order_by(*_attention()).values_list("pk", flat=True)[start : start + size])
