"""Sends contacts the link to their own page, when they or somebody of us ask for it."""

from datetime import datetime

from accounts.models import Contact, User
from campaigns import links
from campaigns.letters import words
from campaigns.letters.plan import Letter, plan
from campaigns.models import CustomerMail

_MOST = 20  # accounts of one address that get a link at once


def ask(address: str, *, now: datetime) -> int:
    """Send it to everybody with that address, at most once an hour; how many those are."""
    people = Contact.objects.current().filter(
        email=address.strip().lower(), account__removed_at=None
    )
    found = list(people.select_related("account")[:_MOST])
    for contact in found:
        why = "You get this because somebody, probably you, asked for it on our page."
        _write(contact, f"lost-link-{contact.pk}-{now:%Y%m%dT%H}", why, None, now)
    return len(found)


def send(contact: Contact, *, by: User, now: datetime) -> CustomerMail:
    """One in a minute at most, whoever presses the button how often."""
    why = f"{by} sent you this as our contact at {contact.account.name}."
    return _write(contact, f"hub-link-{contact.pk}-{now:%Y%m%dT%H%M}", why, by, now)


def _write(contact: Contact, key: str, why: str, by: User | None, now: datetime) -> CustomerMail:
    name = words.plain(contact.first_name)
    letter = Letter(
        key=key,
        kind=CustomerMail.Kind.LINK,
        subject=f"Your page for {contact.account.name}",
        body=(
            f"Hello{f' {name}' if name else ''},\n\nthis is the way to your page for "
            f"{words.plain(contact.account.name)}: your meetings, plan, reviews and recaps.\n\n"
            f"[Open my page]({links.url_for(contact, links.HUB)})\n\n"
            "Whoever has this link sees the page: please do not pass it on."
        ),
        why=why,
        signed_by=by,
    )
    return plan(letter, to=contact, now=now)
