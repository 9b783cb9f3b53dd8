"""Plans the posts of grave alerts to the channel outside: each once, while it is news."""

from collections import Counter
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef

from campaigns.models import AlertPost
from lifecycle.alerts.kinds import SEVERITIES
from lifecycle.models import Alert

NEWS = timedelta(days=1)  # an older alert is no news, also when the channel is new
MOST = 100  # planned at once, the gravest first
CHANNEL = "webhook"


def plan(*, now: datetime) -> Counter[str]:
    """A row for each alert that is grave enough and has none; repeated, it adds nothing."""
    if not settings.PORTAL_ALERT_WEBHOOK:
        return Counter()
    posted = AlertPost.objects.filter(alert=OuterRef("pk"), destination=CHANNEL)
    alerts = Alert.objects.waiting().filter(
        ~Exists(posted),
        severity__lte=SEVERITIES[settings.PORTAL_ALERT_WEBHOOK_SEVERITY],
        recorded_at__gt=now - NEWS,
        recorded_at__lte=now,
        account__removed_at=None,
    )
    new = [
        AlertPost(alert_id=pk, destination=CHANNEL, not_before=now, closes_at=recorded_at + NEWS)
        for pk, recorded_at in alerts.order_by("severity", "pk").values_list("pk", "recorded_at")[
            :MOST
        ]
    ]
    AlertPost.objects.bulk_create(new, ignore_conflicts=True)
    return Counter({"alerts to post": len(new)}) if new else Counter()
