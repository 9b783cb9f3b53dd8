"""Posts alerts to the channel outside, one after the other, each once."""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from campaigns import chat
from campaigns.carriers import webhook
from campaigns.carriers.outcome import Outcome, accepted, one_line, unknown
from campaigns.models import AlertPost, Status
from campaigns.sending import outbox, place

logger = logging.getLogger("campaigns.sending")


def alert_posts(
    *, clock: Callable[[], datetime], until: Callable[[], bool] = lambda: False
) -> Counter[str]:
    """Post what is planned, and count what became of it; a down road ends the run."""
    if not settings.PORTAL_ALERT_WEBHOOK:
        return Counter()
    if doubtful := outbox.expire(AlertPost, now=clock()):
        logger.warning("%d posts of alerts may or may not have left", doubtful)
    if not place.opened(now=clock()):
        return Counter()
    counts: Counter[str] = Counter()
    down = False

    def send(rows: list[AlertPost]) -> None:
        nonlocal down
        for row in rows:
            outcome = _post(row)
            down = down or outcome.relay_down
            log_only = settings.PORTAL_SENDING != "on"
            status = outbox.mark(row, outcome, log_only=log_only, now=clock())
            counts[f"posts {'put off' if status == Status.PLANNED else status}"] += 1

    related = ("alert__account__ta", "alert__account__ae", "alert__account__ce")
    outbox.drain(AlertPost, 1, send, clock=clock, until=lambda: down or until(), related=related)
    return counts


def _post(row: AlertPost) -> Outcome:
    payload = chat.message(_said(row))
    if settings.PORTAL_SENDING != "on":
        logger.info("not posted, only logged: %s, post %d", one_line(payload["text"]), row.pk)
        return accepted("written to the log")
    try:
        return webhook.post(
            settings.PORTAL_ALERT_WEBHOOK,
            payload,
            allow_private=settings.PORTAL_ALERT_WEBHOOK_PRIVATE,
        )
    except Exception as error:  # it may have handed over anything
        logger.exception("the webhook broke down")
        return unknown(f"the webhook broke down: {error!r}")


def _said(row: AlertPost) -> chat.Said:
    alert, base = row.alert, settings.PORTAL_BASE_URL
    return chat.Said(
        account=alert.account.name,
        title=alert.title,
        severity=alert.severity,
        kind=alert.get_kind_display(),
        evidence=alert.evidence,
        whose=alert.holders,
        on=alert.on.isoformat(),
        account_url=base + reverse("admin:accounts_account_change", args=[alert.account_id]),
        alert_url=base + reverse("admin:lifecycle_alert_change", args=[alert.pk]),
    )
