"""What came of the demo's mails: delivered, opened, clicked, answered, told as a provider tells."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from anymail.signals import AnymailTrackingEvent, EventType

from campaigns import responses
from campaigns.models import Status, Touch
from campaigns.recaps import keep as recaps
from campaigns.tracking import handle, intake
from cs_portal.demo.book import Customer

MAILS = 60
PERSON = "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_2) AppleWebKit/605.1.15 Safari/605.1.15"
SCANNER = "Mozilla/5.0 (compatible; Barracuda Sentinel)"


def at_last(found: Sequence[Customer], on: date, moment: datetime, chance: Random) -> None:
    """The newest mails arrived; some readers looked, a few followed a link, two wrote back."""
    mails = Touch.objects.filter(status=Status.SENT, outcome="", sent_at__lt=moment)
    newest = list(
        mails.select_related("contact", "account", "campaign").order_by("-sent_at")[:MAILS]
    )
    for touch in newest:
        _tell(touch, EventType.DELIVERED, 4, moment)
        if chance.random() < 0.5:
            _tell(touch, EventType.OPENED, chance.randrange(60, 9_000), moment)
        if chance.random() < 0.2:
            _tell(touch, EventType.CLICKED, 5, moment, SCANNER)
        if chance.random() < 0.25:
            _tell(touch, EventType.CLICKED, chance.randrange(300, 20_000), moment, PERSON)
    handle.handle_waiting(now=moment)
    for touch in newest[5:7]:
        responses.replied(touch, now=moment)
    recaps.draw_waiting(over=lambda: False)


def _tell(touch: Touch, kind: str, seconds: int, now: datetime, agent: str = PERSON) -> None:
    at = min(touch.sent_at + timedelta(seconds=seconds), now)
    event = AnymailTrackingEvent(
        event_type=kind,
        timestamp=at,
        event_id=f"demo-{touch.pk}-{seconds}",
        recipient=touch.address,
        metadata={"touch": str(touch.pk)},
        user_agent=agent,
        esp_event={"RecordType": kind, "Email": touch.address},
    )
    intake.receive(event, "Demo", now=now)
