"""Notes what a person did because of a mail: replied, booked, answered. Clicks are tracking's."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts import timeline
from accounts.models import Contact, EntryKind, User
from campaigns.models import Campaign, ResponseKind, Status, Touch, TouchResponse, Transport

# Not planned ones: a mail let go again is another mail, nobody can have answered it yet.
_MAY_HAVE_LEFT = (Status.SENDING, Status.UNCERTAIN, Status.FAILED)


def replied(touch: Touch, *, now: datetime, by: User | None = None) -> bool:
    """They wrote back, which also counts as a contact with the customer on the timeline.

    `by` is the person who says so, nobody when the reply itself came in. Tells whether it was
    news; a mail that cannot have left is not replied to.
    """
    source = "noted by hand" if by else "a reply came in"
    with transaction.atomic():
        news = _note(touch, ResponseKind.REPLIED, source, now, by)
        if news:
            timeline.log(
                touch.account,
                EntryKind.EMAIL,
                f"Replied to {touch.campaign}",
                on=timezone.localdate(now),
                now=now,
                by=by,
                contact=touch.contact,
            )
    return news


def booked(touch: Touch, *, now: datetime) -> bool:
    """They booked a meeting that the mail offers; its own verb tells the timeline."""
    return _note(touch, ResponseKind.BOOKED, "a booking by the mail's link", now, None)


def booked_by(contact: Contact, campaign: Campaign, *, now: datetime) -> bool:
    """The same of the newest mail by which the campaign can have offered it to the contact."""
    mails = Touch.objects.filter(
        contact=contact, campaign=campaign, status__in=(Status.SENT, *_MAY_HAVE_LEFT)
    )
    touch = mails.order_by("-decided_on", "-pk").first()
    return touch is not None and booked(touch, now=now)


def answered(touch: Touch, *, now: datetime) -> bool:
    """They answered a survey that the mail asks; its own verb tells the timeline."""
    return _note(touch, ResponseKind.ANSWERED, "an answer by the mail's link", now, None)


@transaction.atomic
def _note(touch: Touch, kind: str, source: str, now: datetime, by: User | None) -> bool:
    row = Touch.objects.filter(pk=touch.pk)
    # Who answers a mail has got it.
    row.filter(status__in=_MAY_HAVE_LEFT).update(
        status=Status.SENT, sent_at=touch.sent_at or now, transport=Transport.MAIL, error=""
    )
    if not row.filter(status=Status.SENT).exists():
        return False
    _, news = TouchResponse.objects.get_or_create(
        touch_id=touch.pk, kind=kind, defaults={"at": now, "source": source, "by": by}
    )
    return news
