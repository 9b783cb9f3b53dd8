"""Ends the links that a contact was sent to their own pages."""

from django.db.models import F

from accounts.models import Contact


def revoke_links(contact: Contact) -> None:
    """None that was sent until now opens its page any more, but the one to stop mails."""
    Contact.objects.filter(pk=contact.pk).update(links_revoked=F("links_revoked") + 1)
    contact.refresh_from_db(fields=["links_revoked"])
