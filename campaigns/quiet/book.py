"""Accounts whose day or whose data did not come."""

from datetime import timedelta
from typing import Any

from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import Account, ImportRun, Ping
from campaigns.digest.contents import Line
from campaigns.quiet.report import EXAMPLES, Cause
from lifecycle.models import Alert, AlertKind

_DAY = timedelta(1)
NO_IMPORT = timedelta(days=30)
NO_PING = timedelta(days=2)


def undecided(asked: Any) -> list[Cause]:
    """Accounts whose yesterday is not decided yet."""
    on = asked.on - _DAY
    behind = Q(state__decided_through__lt=on) | Q(state__isnull=True, tracked_from__lte=on)
    found = Account.objects.current().filter(behind)
    lines = [
        Line(
            account.name,
            f"decided through {date_format(account.state.decided_through)}"
            if hasattr(account, "state")
            else "never decided",
            reverse("admin:accounts_account_change", args=[account.pk]),
        )
        for account in found.select_related("state").order_by("pk")[:EXAMPLES]
    ]
    advice = "Nothing is decided for them: the log names the account and the error."
    return [Cause("undecided", "Accounts not decided", found.count(), advice, lines)]


def stale_usage(asked: Any) -> list[Cause]:
    """The feed as a whole, and the accounts that have fallen out of it."""
    newest = Ping.objects.aggregate(day=Max("date"))["day"]
    alerts = Alert.objects.waiting().filter(
        kind=AlertKind.STALE_DATA, account__removed_at__isnull=True
    )
    path = f"{reverse('admin:lifecycle_alert_changelist')}?kind__exact={AlertKind.STALE_DATA}"
    lines = [
        Line(
            str(alert.account),
            alert.title,
            reverse("admin:lifecycle_alert_change", args=[alert.pk]),
        )
        for alert in alerts.select_related("account").order_by("on", "pk")[:EXAMPLES]
    ]
    found = [
        Cause(
            "usage",
            "Accounts without usage reports",
            alerts.count(),
            "Recaps and health wait for data: ask the instance's admin, or who sends the reports.",
            lines,
            path,
        )
    ]
    if newest and asked.on - newest > NO_PING:
        pings = reverse("admin:accounts_ping_changelist")
        said = [Line("The newest report", f"is of {date_format(newest)}", pings)]
        advice = "Nobody's usage has arrived since: see that the import still runs."
        found.insert(0, Cause("feed", "Usage feed silent", 1, advice, said, pings))
    return found


def stale_imports(asked: Any) -> list[Cause]:
    """Rows that an import left out since, and a book that nobody imports into any more."""
    page = reverse("admin:accounts_importrun_changelist")
    runs = ImportRun.objects.filter(at__gt=asked.since, rejected__gt=0)
    lines = [Line(run.source, f"{run.rejected} rows rejected", page) for run in runs[:EXAMPLES]]
    rejected = sum(run.rejected for run in runs)
    advice = "Correct the rows in the file of rejects and import it."
    found = [Cause("rejects", "Imported rows rejected", rejected, advice, lines, page)]
    last = ImportRun.objects.aggregate(at=Max("at"))["at"]
    if last and asked.now - last > NO_IMPORT:
        said = [Line("The last import", f"was on {date_format(timezone.localtime(last))}", page)]
        advice = "Contracts and people may be out of date: see that the nightly import still runs."
        found.append(Cause("imports", "No import for long", 1, advice, said, page))
    return found
