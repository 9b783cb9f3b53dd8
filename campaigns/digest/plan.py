"""Plans the digests of a day: due in the member's own morning, and not yet recorded.

Whoever is away gets none while somebody stands in who gets one: theirs tells both.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from campaigns.models import Status, TeamMail
from campaigns.windows import is_weekend
from lifecycle.work import cover

LOOKS_BACK = timedelta(days=4)  # over a long weekend; what is older is no news
_TOLD = (Status.SENT, Status.UNCERTAIN, Status.SKIPPED)


def plan(*, now: datetime) -> Counter[str]:
    """One row for each member whose hour has come today; repeated, it adds nothing."""
    mails = list(_due(now))
    planned = {(mail.user_id, mail.day) for mail in mails}
    there = TeamMail.objects.filter(
        kind=TeamMail.Kind.DIGEST, user__in=[mail.user_id for mail in mails]
    )
    days = {day for _, day in planned}
    planned -= set(there.filter(day__in=days).values_list("user_id", "day"))
    new = _theirs([mail for mail in mails if (mail.user_id, mail.day) in planned], now)
    told = _told([mail.user_id for mail in new])
    for mail in new:
        mail.since = max(told.get(mail.user_id, mail.since), mail.since)
    TeamMail.objects.bulk_create(new, ignore_conflicts=True)
    return Counter({"digests planned": len(new)}) if new else Counter()


def _theirs(new: list[TeamMail], now: datetime) -> list[TeamMail]:
    """Without those of who is away, while whoever stands in gets a digest, which tells both."""
    stand_ins = cover.stand_ins(on=timezone.localdate(now)) if new else {}
    if not stand_ins:
        return new
    there = set(_wanted().filter(pk__in=stand_ins.values()).values_list("pk", flat=True))
    return [mail for mail in new if stand_ins.get(mail.user_id) not in there]


def _wanted() -> QuerySet[User]:
    return User.objects.filter(is_active=True, is_staff=True, digest=True).exclude(email="")


def instead(user: User, *, now: datetime) -> User | None:
    """Who gets the member's digest in their own while they are away."""
    there = cover.stand_ins(on=timezone.localdate(now)).get(user.pk)
    return _wanted().filter(pk=there).first() if there else None


def _due(now: datetime) -> Iterator[TeamMail]:
    for user in _wanted().order_by("pk"):
        zone = ZoneInfo(user.time_zone or settings.TIME_ZONE)
        local = now.astimezone(zone)
        if is_weekend(local.date()) or local.hour < user.digest_hour:
            continue
        midnight = datetime.combine(local.date() + timedelta(1), time(), tzinfo=zone)
        yield TeamMail(
            user=user,
            day=local.date(),
            address=user.email,
            since=now - LOOKS_BACK,
            until=now,
            not_before=now,
            closes_at=midnight,
        )


def since(user: User, *, now: datetime) -> datetime:
    """From when on a digest made now would tell what is new."""
    return max(_told([user.pk]).get(user.pk, now - LOOKS_BACK), now - LOOKS_BACK)


def _told(users: list[int]) -> dict[int, datetime]:
    """Until when each was told what is new; what failed was not told."""
    rows = TeamMail.objects.filter(
        kind=TeamMail.Kind.DIGEST, user__in=users, status__in=_TOLD
    ).order_by("until")
    missed = rows.exclude(status=Status.SKIPPED, reason="missed")
    return dict(missed.values_list("user_id", "until"))
