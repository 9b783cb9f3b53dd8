"""What people do to mails that have not left: hold, let go on, send now, take back, skip."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from campaigns.models import Status, Touch, TouchAct
from campaigns.models.touch import UNDER_WAY

Kind = TouchAct.Kind
BY_HAND = "by_hand"
HELD = "held"


@transaction.atomic
def hold(touches: Iterable[int], *, by: User, now: datetime, note: str = "") -> int:
    """None of them leaves until somebody lets it go on; returns how many that stopped."""
    found = _locked(touches, Q(held_at__isnull=True, status__in=UNDER_WAY))
    return _done(found, Kind.HELD, by, now, note, lambda rows: rows.update(held_at=now))


@transaction.atomic
def free(touches: Iterable[int], *, by: User, now: datetime) -> int:
    """Let go on; what was planned leaves with the next batch, within the gates."""
    found = _locked(touches, Q(held_at__isnull=False, status__in=UNDER_WAY))
    return _done(found, Kind.FREED, by, now, "", lambda rows: rows.update(held_at=None))


@transaction.atomic
def send_now(touches: Iterable[int], *, by: User, now: datetime) -> int:
    """Planned ones leave when the time for taking back is over, and not in the morning."""
    leaves = now + undo_window()
    early = Q(status=Status.PLANNED, contact__isnull=False) & (
        Q(not_before__gt=leaves) | Q(held_at__isnull=False)
    )
    return _done(
        _locked(touches, early),
        Kind.RELEASED,
        by,
        now,
        "",
        lambda rows: rows.update(not_before=leaves, held_at=None),
    )


@transaction.atomic
def take_back(touches: Iterable[int], *, by: User, now: datetime) -> int:
    """Those sent before their time that have not left wait for their time again."""
    still = may_take_back(now=now).filter(pk__in=list(touches)).values("pk")
    taken = _locked(
        still.values_list("pk", flat=True), Q(status=Status.PLANNED, not_before__gt=now)
    )
    acts = TouchAct.objects.filter(touch__in=taken, kind=Kind.RELEASED).order_by("at", "pk")
    before = dict(acts.values_list("touch", "not_before"))
    for touch in taken:
        touch.not_before = before[touch.pk]
    Touch.objects.bulk_update(taken, ["not_before"])
    return _done(taken, Kind.UNDONE, by, now, "", lambda rows: rows.count())


@transaction.atomic
def skip(touches: Iterable[int], *, why: str, by: User, now: datetime) -> int:
    """They are not sent, and say why; raises ValueError without a reason."""
    if not why.strip():
        raise ValueError("Say why they are not to be sent.")
    found = _locked(touches, Q(status__in=UNDER_WAY))
    return _done(
        found,
        Kind.SKIPPED,
        by,
        now,
        why,
        lambda rows: rows.update(status=Status.SKIPPED, reason=BY_HAND, held_at=None),
    )


def undo_window() -> timedelta:
    return timedelta(minutes=settings.PORTAL_UNDO_MINUTES)


def may_take_back(*, now: datetime) -> QuerySet[Touch]:
    """Sent before their time by somebody, and not gone yet."""
    lately = TouchAct.objects.filter(kind=Kind.RELEASED, at__gte=now - undo_window())
    acts = TouchAct.objects.filter(touch=OuterRef("pk")).order_by("-at", "-pk")
    return Touch.objects.annotate(last=Subquery(acts.values("kind")[:1])).filter(
        pk__in=lately.values("touch"),
        last=Kind.RELEASED,
        status=Status.PLANNED,
        not_before__gt=now,
    )


def close_held(*, on: Any) -> int:
    """Held until their window was over: not sent any more."""
    over = Touch.objects.filter(held_at__isnull=False, status=Status.PLANNED, closes_on__lt=on)
    return over.update(status=Status.SKIPPED, reason=HELD, held_at=None)


def _locked(touches: Iterable[int], where: Q) -> list[Touch]:
    """A sender that holds one of them decides first."""
    rows = Touch.objects.select_for_update(of=("self",)).filter(where, pk__in=list(touches))
    return list(rows.order_by("pk"))


def _done(
    found: list[Touch],
    kind: str,
    by: User,
    now: datetime,
    note: str,
    change: Callable[[QuerySet[Touch]], int],
) -> int:
    """Change them and keep who did it."""
    acts = [
        TouchAct(
            touch=touch,
            kind=kind,
            note=note.strip()[:200],
            by=by,
            at=now,
            not_before=touch.not_before,
        )
        for touch in found
    ]
    TouchAct.objects.bulk_create(acts, batch_size=500)
    return change(Touch.objects.filter(pk__in=[touch.pk for touch in found]))
