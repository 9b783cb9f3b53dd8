"""Links and times on a customer's own pages."""

import re
from datetime import date
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import Contact
from campaigns.hub.places import Places
from campaigns.models import Meeting, Touch
from lifecycle.models import BusinessReview, SuccessPlan

register = template.Library()


@register.simple_tag
def meeting_time(meeting: Meeting, contact: Contact) -> str:
    """Day and hours where the contact lives, or where it was booked, with the zone said."""
    zone = contact.time_zone or meeting.zone or settings.TIME_ZONE
    starts = meeting.starts_at.astimezone(ZoneInfo(zone))
    ends = meeting.ends_at.astimezone(ZoneInfo(zone))
    day = date_format(starts, "l, j F Y")
    return f"{day}, {starts:%H:%M}–{ends:%H:%M} ({zone.replace('_', ' ')})"


@register.simple_tag
def meeting_link(at: Places, meeting: Meeting) -> SafeString | str:
    """Where it is moved or cancelled."""
    address = at.meeting(meeting.pk)
    return format_html('<a href="{}">Move or cancel</a>', address) if address else ""


@register.simple_tag
def plan_link(at: Places, plan: SuccessPlan) -> str:
    return at.plan(plan.pk)


@register.simple_tag
def review_link(at: Places, review: BusinessReview) -> str:
    return at.review(review.pk)


@register.filter
def recap_name(touch: Touch) -> str:
    """The campaign's name, with the month it tells of."""
    month = re.fullmatch(r"(\d{4})-(\d\d)", touch.step)
    if month is None or not 1 <= int(month[2]) <= 12:
        return touch.campaign.name
    return f"{touch.campaign.name}, {date_format(date(int(month[1]), int(month[2]), 1), 'F Y')}"


@register.simple_tag
def mail_link(at: Places, touch: Touch) -> str:
    return at.mail(touch)
