"""Signs of the machine itself: silence, what lies about unsent, and what it could not handle."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from campaigns import switch
from campaigns.booking.calendars.refresh import STALE
from campaigns.digest.contents import Line
from campaigns.models import (
    AlertPost,
    BusyCalendar,
    Campaign,
    CampaignState,
    CustomerMail,
    ProviderEvent,
    Status,
    TeamMail,
    Touch,
)
from campaigns.quiet.report import EXAMPLES, Cause
from campaigns.sending.place import why_held as held
from lifecycle.heartbeat import TICK
from lifecycle.models import Heartbeat, Silence

LATE = timedelta(hours=1)
LATE_EVENT = timedelta(minutes=10)
# What left without word: failed, in doubt, or given up after trouble on the road.
_LOST = Q(status__in=[Status.FAILED, Status.UNCERTAIN]) | (
    Q(status=Status.SKIPPED, reason="missed") & ~Q(error="")
)


def silences(asked: Any) -> list[Cause]:
    """Times in which the cluster did not run, and errors of its heartbeat."""
    found = list(Silence.objects.filter(until__gt=asked.since)[:50])
    page = reverse("admin:lifecycle_heartbeat_changelist")
    lines = [
        Line("Silent", f"{_at(each.since)} to {_at(each.until)}, {_long(each)}", page)
        for each in found
    ]
    beat = Heartbeat.objects.filter(name=TICK).exclude(error="").first()
    if beat:
        lines.insert(0, Line("Failing", " ".join(beat.error.split())[:200], page))
    advice = "Nothing was decided or sent meanwhile: see that “manage.py supervise” runs."
    return [Cause("silence", "Gaps in the heartbeat", len(lines), advice, lines[:EXAMPLES], page)]


def late_mails(asked: Any) -> list[Cause]:
    """Planned, free to leave for an hour, and still here."""
    late = Touch.objects.filter(
        status__in=(Status.PLANNED, Status.SENDING),
        not_before__lt=asked.now - LATE,
        held_at__isnull=True,
    )
    rows = late.select_related("account", "campaign").order_by("not_before")[:EXAMPLES]
    advice = (
        "Sending is off: set PORTAL_SENDING, or see manage.py allow_sending after a restore."
        if settings.PORTAL_SENDING == "off" or (settings.PORTAL_SENDING == "on" and held())
        else "Their campaign or account is paused, or the mail server cannot be reached."
    )
    lines = [
        Line(
            str(row.account),
            f"{row.campaign} to {row.address}: since {_at(row.not_before)} {row.error}".strip(),
            reverse("admin:campaigns_touch_change", args=[row.pk]),
        )
        for row in rows
    ]
    path = f"{reverse('admin:campaigns_touch_pending')}?state=late"
    return [Cause("late", "Mails that should have left", late.count(), advice, lines, path)]


def stopped_campaigns(asked: Any) -> list[Cause]:
    """Paused by the portal itself: too many errors, or an audience that jumped."""
    found = Campaign.objects.filter(state=CampaignState.PAUSED).exclude(paused_because="")
    by_machine = [each for each in found if switch.by_machine(each)]
    lines = [
        Line(
            each.name,
            each.paused_because,
            reverse("admin:campaigns_campaign_change", args=[each.pk]),
        )
        for each in by_machine
    ]
    advice = "Look at what it says, then let it go on from its page."
    path = f"{reverse('admin:campaigns_campaign_changelist')}?state__exact=paused"
    title = "Campaigns the portal paused"
    return [Cause("stopped", title, len(lines), advice, lines[:EXAMPLES], path)]


def events(asked: Any) -> list[Cause]:
    """Bounces and complaints that were told and not acted on."""
    found = ProviderEvent.objects.filter(
        handled_at__isnull=True, received_at__lt=asked.now - LATE_EVENT
    )
    page = reverse("admin:campaigns_providerevent_changelist")
    lines = [
        Line(f"{row.provider}: {row.kind}", f"{row.address}, {_at(row.received_at)}", page)
        for row in found.order_by("received_at")[:EXAMPLES]
    ]
    advice = "An address that bounced may be written to again: the log says what went wrong."
    return [Cause("events", "Provider events not handled", found.count(), advice, lines, page)]


def own_mails(asked: Any) -> list[Cause]:
    """Digests and single mails that did not reach who they were for."""
    team = TeamMail.objects.filter(_LOST, not_before__gt=asked.since - timedelta(1))
    single = CustomerMail.objects.filter(_LOST, not_before__gt=asked.since - timedelta(1))
    page = reverse("admin:campaigns_teammail_changelist")
    other = reverse("admin:campaigns_customermail_changelist")
    return [
        Cause(
            "digests",
            "Digests not sent",
            team.count(),
            "Settle the uncertain ones, send the failed again.",
            [Line(row.address, row.error or row.reason, page) for row in team[:EXAMPLES]],
            page,
        ),
        Cause(
            "single",
            "Confirmations and answers not sent",
            single.count(),
            "A customer waits for them: settle or send again.",
            [Line(row.subject, row.error or row.reason, other) for row in single[:EXAMPLES]],
            other,
        ),
    ]


def posts(asked: Any) -> list[Cause]:
    """Alerts that did not reach the channel outside."""
    found = AlertPost.objects.filter(_LOST, closes_at__gt=asked.since)
    page = reverse("admin:campaigns_alertpost_changelist")
    lines = [
        Line(str(row.alert), row.error or row.reason, page)
        for row in found.select_related("alert")[:EXAMPLES]
    ]
    advice = "See whether the address in PORTAL_ALERT_WEBHOOK still answers."
    return [Cause("posts", "Alerts not posted", found.count(), advice, lines, page)]


def calendars(asked: Any) -> list[Cause]:
    """Calendars of hosts that could not be read for so long that their free times may be wrong."""
    old = Q(refreshed_at__isnull=True) | Q(refreshed_at__lt=asked.now - STALE)
    found = BusyCalendar.objects.filter(old, failures__gt=0, active=True, host__active=True)
    rows = found.select_related("host__user").order_by("refreshed_at", "pk")[:EXAMPLES]
    lines = [
        Line(
            str(row.host.user),
            f"{row.name}: {row.error}; "
            + (f"last read {_at(row.refreshed_at)}" if row.refreshed_at else "never read"),
            reverse("admin:campaigns_host_change", args=[row.host_id]),
        )
        for row in rows
    ]
    advice = (
        "Customers may book times that are taken: ask the host for the calendar's present address."
    )
    page = reverse("admin:campaigns_host_changelist")
    return [Cause("calendars", "Calendars not read", found.count(), advice, lines, page)]


def _at(moment: Any) -> str:
    local = timezone.localtime(moment)
    return f"{date_format(local)}, {local:%H:%M}"


def _long(silence: Silence) -> str:
    minutes = int((silence.until - silence.since).total_seconds() // 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} minutes"
