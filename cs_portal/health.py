"""What is wrong with the running portal: its silence, and failures nobody would hear of."""

import ast
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Min, Q
from django.utils import timezone
from django_q.models import Schedule

from accounts.models import Account
from campaigns.eligibility import MISSED
from campaigns.models import (
    AlertPost,
    Campaign,
    CampaignState,
    CustomerMail,
    ProviderEvent,
    Status,
    TeamMail,
    Touch,
)
from campaigns.posts import NEWS
from campaigns.sending import place
from cs_portal.schedule import JOBS
from lifecycle.heartbeat import TICK
from lifecycle.models import AccountState, Heartbeat

SILENCE = timedelta(minutes=5)
UNFINISHED = timedelta(minutes=10)
LATE_MAIL = timedelta(hours=1)
LATE_EVENT = timedelta(minutes=10)
RECENT = timedelta(days=3)
# The day is decided just after midnight; by now it should be, however large the book.
DECIDED_BY = time(6)


# What left our own people without word: failed, in doubt, or given up after trouble on the road.
_LOST = Q(status__in=[Status.FAILED, Status.UNCERTAIN]) | (
    Q(status=Status.SKIPPED, reason=MISSED) & ~Q(error="")
)


class Finding(NamedTuple):
    """`code` stays the same for the same kind of problem; `text` says what to do about it."""

    code: str
    text: str


def findings(*, now: datetime) -> list[Finding]:
    """Everything that somebody should look at, the gravest first; empty when all is well."""
    return [found for check in CHECKS for found in check(now)]


def silence(now: datetime) -> Iterator[Finding]:
    """The cluster is down or frozen."""
    yield from _silence(_last_beat(), now)


def heartbeat(now: datetime) -> Iterator[Finding]:
    """The cluster is down or frozen, or it lives but cannot do its work."""
    beat = _last_beat()
    yield from _silence(beat, now)
    if beat is None:
        return
    ended_at = beat.ended_at or beat.began_at
    if beat.error:
        error = " ".join(beat.error.split())[:300]
        yield Finding("failing", f"No heartbeat ended well since {_at(ended_at)}: {error}")
    elif beat.began_at - ended_at > UNFINISHED:
        yield Finding("unfinished", f"Heartbeats begin, but none has ended since {_at(ended_at)}.")


def _last_beat() -> Heartbeat | None:
    return Heartbeat.objects.filter(name=TICK, began_at__isnull=False).first()


def _silence(beat: Heartbeat | None, now: datetime) -> Iterator[Finding]:
    if beat is None:
        yield Finding("no_heartbeat", f"The cluster has not run yet: {_START}.")
    elif now - beat.began_at > SILENCE:
        yield Finding("silent", f"No heartbeat since {_at(beat.began_at)}: {_START}.")


def schedules(now: datetime) -> Iterator[Finding]:
    """Ours are there, and no row stops all the others."""
    found = list(Schedule.objects.values_list("name", "args"))
    names = [name for name, _ in found]
    for job in JOBS:
        if names.count(job.name) != 1:
            how = "missing" if job.name not in names else "there more than once"
            text = f"The schedule “{job.name}” is {how}: run “manage.py sync_schedule”."
            yield Finding("schedule", text)
    for name, args in found:
        if args and not _readable(args):
            text = f"The arguments of the schedule “{name}” cannot be read, which stops every one."
            yield Finding("schedule", text)


def undecided(now: datetime) -> Iterator[Finding]:
    """Accounts whose day is not decided, hours after it began."""
    local = timezone.localtime(now)
    on = local.date() if local.time() >= DECIDED_BY else local.date() - timedelta(1)
    # Asked apart: joined, the two would be read whole for the few that have no state.
    late = (
        AccountState.objects.filter(decided_through__lt=on)
        .exclude(account__in=Account.objects.removed())
        .aggregate(accounts=Count("pk"), since=Min("decided_through"))
    )
    fresh = Account.objects.current().filter(state__isnull=True, tracked_from__lt=on).count()
    if number := late["accounts"] + fresh:
        since = f", some since {late['since']}" if late["since"] else ""
        text = f"{_some(number, 'account')} not decided through {on}{since}."
        yield Finding("undecided", text)


def held_copy(now: datetime) -> Iterator[Finding]:
    """A restored database sends nothing until somebody says that it may."""
    if settings.PORTAL_SENDING == "on" and (why := place.why_held()):
        yield Finding("held_copy", f"Nothing is sent: {why}. See manage.py allow_sending.")


def late_mail(now: datetime) -> Iterator[Finding]:
    """Mails that should have left."""
    if settings.PORTAL_SENDING == "off":
        return
    late = Touch.objects.filter(
        status__in=[Status.PLANNED, Status.SENDING], not_before__lt=now - LATE_MAIL
    ).aggregate(mails=Count("pk"), since=Min("not_before"))
    if late["mails"]:
        text = f"{_some(late['mails'], 'mail')} should have left since {_at(late['since'])}."
        yield Finding("late_mail", text)


def uncertain(now: datetime) -> Iterator[Finding]:
    """Mails of which nobody knows whether they left."""
    if number := Touch.objects.filter(status=Status.UNCERTAIN).count():
        text = f"{_some(number, 'mail')} may or may not have left: settle them in the admin."
        yield Finding("uncertain", text)


def team_mail(now: datetime) -> Iterator[Finding]:
    """Digests that did not reach the team."""
    lately = TeamMail.objects.filter(day__gte=timezone.localdate(now) - RECENT)
    if number := lately.filter(_LOST).count():
        text = f"{_some(number, 'digest')} of the last days did not reach the team, or may not."
        yield Finding("team_mail", text)


def customer_mail(now: datetime) -> Iterator[Finding]:
    """Confirmations, reminders and answers that did not reach a customer."""
    lately = CustomerMail.objects.filter(closes_at__gt=now - RECENT)
    if number := lately.filter(_LOST).count():
        text = f"{_some(number, 'single mail')} did not reach a customer, or may not: "
        yield Finding("customer_mail", f"{text}look at them under Single mails.")


def posts(now: datetime) -> Iterator[Finding]:
    """Alerts that did not reach the channel outside, or have been waiting to for long."""
    lately = AlertPost.objects.filter(closes_at__gt=now - RECENT)
    late = Q(status=Status.PLANNED, closes_at__lt=now + NEWS - LATE_MAIL) & ~Q(error="")
    if number := lately.filter(_LOST | late).count():
        said = f"{_some(number, 'alert')} could not be posted to PORTAL_ALERT_WEBHOOK"
        last = lately.filter(_LOST | late).order_by("-pk").values_list("error", flat=True)[0]
        yield Finding("posts", f"{said}: {last or 'the time for it is over'}")


def unhandled_events(now: datetime) -> Iterator[Finding]:
    """What mail providers told us, and we could not act on: a bounce, a complaint."""
    waiting = ProviderEvent.objects.filter(
        handled_at__isnull=True, received_at__lt=now - LATE_EVENT
    )
    if number := waiting.count():
        text = f"{_some(number, 'event')} of mail providers could not be handled; see the log."
        yield Finding("events", text)


def stopped_campaigns(now: datetime) -> Iterator[Finding]:
    """Campaigns that were paused for a reason, most often too many errors."""
    paused = Campaign.objects.filter(state=CampaignState.PAUSED).exclude(paused_because="")
    for campaign in paused.only("name", "paused_because"):
        text = f"The campaign “{campaign.name}” is paused: {campaign.paused_because}"
        yield Finding("paused", text)


Check = Callable[[datetime], Iterator[Finding]]
CHECKS: tuple[Check, ...] = (
    heartbeat,
    schedules,
    undecided,
    held_copy,
    late_mail,
    uncertain,
    team_mail,
    customer_mail,
    posts,
    unhandled_events,
    stopped_campaigns,
)

_START = "start it with “manage.py supervise --only cluster”"


def _at(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S %Z")


def _some(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _readable(args: str) -> bool:
    """As the queue's scheduler reads them."""
    try:
        ast.literal_eval(args)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return False
    return True
