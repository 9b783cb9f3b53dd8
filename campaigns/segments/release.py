"""Lets a campaign go to a segment: frozen first, then a part at a time, and taken back."""

from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from campaigns.definitions import RELEASE
from campaigns.models import (
    Campaign,
    CampaignState,
    Release,
    ReleaseMember,
    Segment,
    Status,
    Touch,
)
from campaigns.models.touch import UNDER_WAY
from campaigns.segments import filters

RECALLED = "recalled"


class Result(NamedTuple):
    member: ReleaseMember
    touch: Touch | None


class Difference(NamedTuple):
    """Against the segment's last release: how many are new, and how many are not found any more."""

    new: int
    gone: int


def may_release(campaign: Campaign) -> bool:
    """Whether it is one that people let go, with a version in force."""
    current = campaign.current
    return bool(
        current
        and campaign.state == CampaignState.ACTIVE
        and current.rule.get("due", {}).get("kind") == RELEASE
    )


@transaction.atomic
def freeze(
    campaign: Campaign, segment: Segment, *, expected: int, by: User, on: date, now: datetime
) -> Release:
    """Keep who the segment finds today, in an order of chance; nothing goes out by this.

    Raises ValueError for nobody, for another number than `expected`, or another kind of campaign.
    """
    if not may_release(campaign):
        raise ValueError("Only an active campaign that is due “when a person lets it go” can be.")
    found = list(filters.contacts(segment.query, segment.roles, on=on))
    if not found:
        raise ValueError("The segment finds nobody: nothing is released.")
    if len(found) != expected:
        raise ValueError(
            f"The segment finds {len(found)} people now, not {expected}. Look again and type the "
            "number."
        )
    release = Release.objects.create(
        campaign=campaign,
        segment=segment,
        words=filters.words(segment.query, segment.roles),
        created_by=by,
        created_at=now,
    )
    ordered = sorted(found, key=lambda contact: _chance(release.pk, contact.pk))
    ReleaseMember.objects.bulk_create(
        [
            ReleaseMember(
                release=release, account_id=contact.account_id, contact=contact, place=place
            )
            for place, contact in enumerate(ordered, start=1)
        ],
        batch_size=1000,
    )
    return release


def difference(segment: Segment, *, on: date) -> Difference | None:
    """Between who it finds now and who it found at its last release; None before the first."""
    last = segment.releases.first()
    if last is None:
        return None
    now = set(filters.contacts(segment.query, segment.roles, on=on).values_list("pk", flat=True))
    then = set(last.members.values_list("contact_id", flat=True))
    return Difference(len(now - then), len(then - now))


def refusal(release: Release, *, by: User) -> str:
    """Why this person may not let more of it go, or nothing."""
    if release.recalled_at:
        return "It was taken back: freeze the segment again to release it."
    if not may_release(release.campaign):
        return "The campaign is not active."
    if release.members.count() > settings.PORTAL_APPROVAL_ABOVE and by.pk == release.created_by_id:
        return (
            f"It is for more than {settings.PORTAL_APPROVAL_ABOVE} people: somebody else than "
            "who froze it lets it go."
        )
    return ""


@transaction.atomic
def let_go(
    release: Release, *, percent: int, expected: int, by: User, on: date, now: datetime
) -> int:
    """Let the next ones go, up to so many per cent of all; returns how many that were.

    They are planned with the next day decided and leave in its morning, and never before the
    time for taking back is over. Raises ValueError when somebody else has to, or when it is
    another number than `expected`.
    """
    locked = Release.objects.select_for_update(of=("self",)).select_related("campaign__current")
    release = locked.get(pk=release.pk)
    if why := refusal(release, by=by):
        raise ValueError(why)
    chosen = next_part(release, percent=percent)
    count = chosen.count()
    if count != expected or not count:
        raise ValueError(f"It would be {count} people now, not {expected}. Look again.")
    return chosen.update(out_on=on, out_at=now, out_by=by)


def next_part(release: Release, *, percent: int):
    """Members not let go yet among the first so many per cent, rounded up."""
    upto = -(-release.members.count() * percent // 100)
    return release.members.filter(out_on=None, place__lte=upto)


@transaction.atomic
def recall(release: Release, *, now: datetime) -> int:
    """Take back what has not left; returns how many mails that stopped.

    Who was let go but whose day is not decided yet is simply not called any more.
    """
    locked = Release.objects.select_for_update().get(pk=release.pk)
    touches = Touch.objects.filter(
        campaign=locked.campaign,
        contact__in=locked.members.values("contact"),
        status__in=UNDER_WAY,
    )
    stopped = touches.update(status=Status.SKIPPED, reason=RECALLED)
    reached = Touch.objects.filter(campaign=locked.campaign).values("contact")
    locked.members.filter(~Q(contact__in=reached)).update(out_on=None, out_at=None, out_by=None)
    Release.objects.filter(pk=locked.pk, recalled_at=None).update(recalled_at=now)
    return stopped


def results(release: Release, members: Sequence[ReleaseMember]) -> list[Result]:
    """What became of each member's mail, in their order, in one query."""
    touches = Touch.objects.filter(
        campaign=release.campaign_id, contact__in=[member.contact_id for member in members]
    ).order_by("pk")
    found = {touch.contact_id: touch for touch in touches}
    return [Result(member, found.get(member.contact_id)) for member in members]


def sums(release: Release) -> dict[str, int]:
    """Members by the status of their mail; empty for those who have none yet."""
    status = Touch.objects.filter(campaign=release.campaign_id, contact=OuterRef("contact")).values(
        "status"
    )[:1]
    counted = (
        release.members.annotate(status=Coalesce(Subquery(status), Value("")))
        .order_by()
        .values_list("status")
        .annotate(Count("pk"))
    )
    return dict(counted)


def _chance(release: int, contact: int) -> bytes:
    """An order that nobody chose, and that is the same whenever it is asked for."""
    return sha256(f"{release}:{contact}".encode()).digest()
