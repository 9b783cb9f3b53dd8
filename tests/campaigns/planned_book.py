"""A book of mails that are ready to leave, written fast, for tests of real processes."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Account, Contact, Programme
from campaigns.carriers.message import Calendar
from campaigns.letters import plan as letters
from campaigns.models import Campaign, CustomerMail, Status, Touch


def plan(count: int) -> None:
    """Plan that many mails, each to an address of its own."""
    now = timezone.now()
    today = timezone.localdate(now)
    campaign = Campaign.objects.get(slug="quarterly_checkin")
    people = _people(count)
    Touch.objects.bulk_create(
        [
            Touch(
                account=person.account,
                relationship=1,
                campaign=campaign,
                version=campaign.current,
                step="1",
                contact=person,
                address=person.email,
                due_on=today,
                closes_on=today + timedelta(7),
                decided_on=today,
                not_before=now,
                status=Status.PLANNED,
            )
            for person in people
        ],
        batch_size=1000,
    )


def plan_single(count: int) -> None:
    """As many confirmations with an invitation, and reminders, each to an address of its own."""
    kinds = (CustomerMail.Kind.BOOKING, CustomerMail.Kind.REMINDER)
    for number, person in enumerate(_people(count)):
        kind = kinds[number % 2]
        entry = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
        letter = letters.Letter(
            key=f"{kind} {person.pk}.0 contact",
            kind=kind,
            subject="Booked: check-in",
            body="Hello Ada,\n\nwe meet on Tuesday.\n",
            why="You get this because you booked a meeting.",
            calendar=Calendar("REQUEST", entry) if number % 2 == 0 else None,
        )
        letters.plan(letter, to=person, now=timezone.now())


def _people(count: int) -> list[Contact]:
    first = Contact.objects.count()
    account = Account.objects.create(
        external_id=f"book-{first}",
        name="Acme",
        programme=Programme.objects.get(slug="digital"),
        tracked_from=timezone.localdate(),
    )
    return Contact.objects.bulk_create(
        [
            Contact(account=account, email=f"p{first + number}@customer.example", first_name="Ada")
            for number in range(count)
        ],
        batch_size=1000,
    )
