"""Shares a success plan or a business review with chosen contacts, by a mail with their link."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from accounts import timeline
from accounts.models import Contact, EntryKind, User
from campaigns import links
from campaigns.letters import words
from campaigns.letters.plan import Letter
from campaigns.letters.plan import plan as write
from campaigns.models import CustomerMail
from lifecycle.models import BusinessReview, SuccessPlan
from lifecycle.plans import signing
from lifecycle.plans.lock import writable
from lifecycle.reviews import sharing

_PLAN = "Comment on it and tick what you have done, as you like; you need no password."
_SIGN = "Once you have read it, please sign it off at the end of the page."
_REVIEW = "Read it, print it or keep the PDF, and say what is missing; you need no password."


@transaction.atomic
def plan(
    found: SuccessPlan,
    contacts: Iterable[Contact],
    *,
    message: str = "",
    sign: bool = False,
    by: User,
    on: date,
    now: datetime,
) -> int:
    """Show the plan to the customer, and write to these people; count them.

    With `sign` it is offered for their sign-off as it stands.
    """
    locked = writable(found)
    SuccessPlan.objects.filter(pk=locked.pk).update(shared=True)
    if sign:
        signing.offer(locked, by=by, on=on, now=now)
    people = list(contacts)
    for contact in people:
        says = f"{_PLAN} {_SIGN}" if sign else _PLAN
        _mail("plan", found.pk, found.title, links.PLAN, contact, says, message, by, now)
    _tell(locked.account, EntryKind.PLAN, "Success plan", found.title, people, by, on, now)
    return len(people)


@transaction.atomic
def review(
    found: BusinessReview,
    contacts: Iterable[Contact],
    *,
    message: str = "",
    by: User,
    on: date,
    now: datetime,
) -> int:
    """Show the review to the customer, and write to these people; count them."""
    sharing.share(found, True)
    people = list(contacts)
    for contact in people:
        _mail("review", found.pk, found.title, links.REVIEW, contact, _REVIEW, message, by, now)
    _tell(found.account, EntryKind.REVIEW, "Business review", found.title, people, by, on, now)
    return len(people)


@transaction.atomic
def hide_plan(found: SuccessPlan) -> bool:
    """The customer does not see it any more; their links answer like unknown ones."""
    plans = SuccessPlan.objects.filter(pk=writable(found).pk, shared=True)
    return bool(plans.update(shared=False))


def _mail(what, key, title, purpose, contact, says, message, by, now) -> None:
    """One in a minute at most, whoever presses the button how often."""
    greeting = f"Hello {words.plain(contact.first_name)}," if contact.first_name else "Hello,"
    url = links.url_for(contact, purpose, about=key)
    quoted = f"{words.quoted(message)}\n\n" if message.strip() else ""
    body = (
        f"{greeting}\n\n{words.plain(str(by))} shares “{words.plain(title)}” with you.\n\n"
        f"{quoted}[Open it]({url})\n\n{says}"
    )
    letter = Letter(
        key=f"shared-{what}-{key}-{contact.pk}-{now:%Y%m%dT%H%M}",
        kind=CustomerMail.Kind.SHARED,
        subject=f"{title}: shared with you",
        body=body,
        why=f"{by} sent you this as our contact at {contact.account.name}.",
        signed_by=by,
    )
    write(letter, to=contact, now=now)


def _tell(account, kind, what, title, people, by, on, now) -> None:
    names = ", ".join(map(str, people))
    said = f"{what} shared: {title}"
    body = f"With {names}" if names else "Everybody with a link to their own page sees it."
    timeline.log(account, kind, said, on=on, now=now, by=by, body=body)
