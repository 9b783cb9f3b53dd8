"""A test copy of a mail, to the team member who asked for it and nobody else."""

from datetime import datetime
from html import escape
from uuid import uuid4

from django.conf import settings

from accounts.models import User
from campaigns.carriers.message import Outgoing
from campaigns.carriers.outcome import Outcome
from campaigns.compose import Rendered
from campaigns.sending.road import open_road

_BANNER = "Test. {} would get what follows; nobody but you got this."


def send(mail: Rendered, *, reader: str, to: User, now: datetime) -> Outcome:
    """Hand the test over at once, marked as one; raises ValueError while sending is off."""
    banner = _BANNER.format(reader)
    outgoing = Outgoing(
        key=f"test-{uuid4()}",
        sender=settings.PORTAL_SENDER_EMAIL,
        sender_name=settings.PORTAL_SENDER_NAME,
        to=to.email,
        to_name=str(to),
        subject=f"[Test] {mail.subject}",
        text=f"{banner}\n\n{mail.text}",
        html=_marked(mail.html, banner),
        tags=("test",),
    )
    road = open_road()
    try:
        return road.deliver([outgoing], now=now)[0]
    finally:
        road.close()


def _marked(html: str, banner: str) -> str:
    """With the banner as the first thing in the body."""
    head, body, rest = html.partition("<body")
    attributes, end, content = rest.partition(">")
    style = "background:#fef3c7;color:#5c3310;font:14px sans-serif;margin:0;padding:10px 16px"
    return f'{head}{body}{attributes}{end}<p style="{style}">{escape(banner)}</p>{content}'
