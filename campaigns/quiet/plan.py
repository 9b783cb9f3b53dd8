"""Plans the daily report to each member of CS operations: in their own morning, once a day."""

from collections import Counter
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.models import User
from campaigns.models import TeamMail

GROUP = "CS Operations"
_DAY = timedelta(1)


def plan(*, now: datetime) -> Counter[str]:
    """One row for each member whose hour has come today; repeated, it adds nothing."""
    due = {(mail.user_id, mail.day): mail for mail in map(_mail(now), _members()) if mail}
    there = TeamMail.objects.filter(
        kind=TeamMail.Kind.QUIET,
        user__in=[user for user, _ in due],
        day__in={day for _, day in due},
    )
    new = due.keys() - set(there.values_list("user_id", "day"))
    TeamMail.objects.bulk_create([due[key] for key in sorted(new)], ignore_conflicts=True)
    return Counter({"reports planned": len(new)}) if new else Counter()


def _members():
    return (
        User.objects.filter(is_active=True, is_staff=True, digest=True, groups__name=GROUP)
        .exclude(email="")
        .order_by("pk")
    )


def _mail(now: datetime):
    def of(user: User) -> TeamMail | None:
        zone = ZoneInfo(user.time_zone or settings.TIME_ZONE)
        local = now.astimezone(zone)
        if local.hour < user.digest_hour:
            return None
        return TeamMail(
            user=user,
            kind=TeamMail.Kind.QUIET,
            day=local.date(),
            address=user.email,
            since=now - _DAY,
            until=now,
            not_before=now,
            closes_at=datetime.combine(local.date() + _DAY, time(), tzinfo=zone),
        )

    return of
