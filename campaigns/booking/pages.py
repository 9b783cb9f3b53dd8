"""Where the pages of booking are: the customer's by signed links, the host's in the admin."""

from django.conf import settings
from django.urls import reverse

from accounts.models import Contact
from campaigns import links
from campaigns.models import Meeting


def meeting_url(meeting: Meeting) -> str:
    """The page of its contact, to move or cancel it."""
    return links.url_for(meeting.contact, links.MEETING, about=meeting.pk)


def book_url(contact: Contact, *, campaign: int = 0) -> str:
    """Where the contact books, and which campaign offered it."""
    return links.url_for(contact, links.BOOK, about=campaign)


def admin_url(meeting: Meeting) -> str:
    """The page of the meeting for who hosts it."""
    name = "admin:campaigns_meeting_change"
    return settings.PORTAL_BASE_URL + reverse(name, args=[meeting.pk])
