"""A book of mails that are ready to leave, written fast, for tests of real processes."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Account, Contact, Programme
from campaigns.models import Campaign, Status, Touch


def plan(count: int) -> None:
    """Plan that many mails, each to an address of its own."""
    now = timezone.now()
    today = timezone.localdate(now)
    programme = Programme.objects.get(slug="digital")
    campaign = Campaign.objects.get(slug="quarterly_checkin")
    first = Contact.objects.count()
    account = Account.objects.create(
        external_id=f"book-{first}", name="Acme", programme=programme, tracked_from=today
    )
    people = Contact.objects.bulk_create(
        [
            Contact(account=account, email=f"p{first + number}@customer.example", first_name="Ada")
            for number in range(count)
        ],
        batch_size=1000,
    )
    Touch.objects.bulk_create(
        [
            Touch(
                account=account,
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
