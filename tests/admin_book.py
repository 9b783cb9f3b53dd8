"""A decided book of any size for tests of the admin, and people of each role to look at it."""

from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import Group

from accounts import consent
from accounts.models import Account, User
from campaigns import day, plan
from campaigns.models import Status, Touch
from lifecycle.models import Alert, Opportunity, Playbook, Task
from lifecycle.work import document as documents
from lifecycle.work import task as tasks
from tests.factories.accounts import (
    AccountFactory,
    ContactFactory,
    ContractFactory,
    PingFactory,
    SignalFactory,
    TimelineEntryFactory,
    UserFactory,
)
from tests.factories.cast import TODAY
from tests.factories.lifecycle import (
    AlertFactory,
    HealthChangeFactory,
    OpportunityFactory,
    StageOverrideFactory,
)
from tests.factories.work import DocumentFactory, PlaybookRunFactory, TaskFactory

NOON = datetime.combine(TODAY, datetime.min.time(), tzinfo=UTC) + timedelta(hours=12)


def fill(count: int, *, ta: User | None = None) -> list[Account]:
    """Customers with usage, people, notes, alerts, decisions and mails, as of TODAY at noon."""
    accounts = [_customer(number, ta) for number in range(count)]
    day.decide_through(TODAY, day.Rules.load(), now=NOON)
    plan.allocate(on=TODAY)
    # What the rules find changes with each new rule.
    Alert.objects.all().delete()
    Opportunity.objects.all().delete()
    for account in accounts:
        AlertFactory(account=account, on=TODAY)
        HealthChangeFactory(account=account, on=TODAY - timedelta(3))
        OpportunityFactory(account=account, state="passed", ended_on=TODAY, outcome="Gone.")
        StageOverrideFactory(account=account, starts_on=TODAY, owner=account.ta or _owner())
    return accounts


def busy(account: Account) -> Task:
    """A starter playbook runs for the account; its first task is late and has a document."""
    playbook = Playbook.objects.get(slug="prospect_handoff")
    run = PlaybookRunFactory(account=account, playbook=playbook, version=playbook.current)
    task = TaskFactory(
        account=account,
        run=run,
        key="handoff_document",
        title="Write the handoff document",
        instructions="For **somebody** who was in none of the calls.",
        checklist=[{"text": "Goals"}, {"text": "Terms"}],
        owner=_owner(),
        due_on=TODAY - timedelta(2),
    )
    TaskFactory(account=account, run=run, key="licence", due_on=TODAY)
    tasks.tick(task, 0, by=_owner(), now=NOON)
    document = DocumentFactory(account=account, task=task, body="# Handoff")
    documents.save(document, "# Handoff\n\nThey *begin* in May.", by=_owner(), now=NOON)
    return task


def member(group: str) -> User:
    """A team member who may log in, with the permissions of the group and no others."""
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


def superuser() -> User:
    return UserFactory(is_staff=True, is_superuser=True)


def settled(account: Account, status: str = Status.SENT) -> Touch:
    """One of the account's mails, as if it had ended so."""
    touch = account.touches.first()
    touch.status, touch.decided_on = status, TODAY
    touch.save()
    return touch


def _owner() -> User:
    return User.objects.filter(username="owner").first() or UserFactory(username="owner")


def _customer(number: int, ta: User | None) -> Account:
    account = AccountFactory(
        external_id=f"cust-{number:03d}",
        name=f"Customer {number:03d}",
        tracked_from=TODAY,
        ta=ta,
    )
    ContractFactory(account=account, start=TODAY - timedelta(10))
    for place, role in enumerate(("instance_admin", "program_contact", "champion")):
        ContactFactory(account=account, email=f"p{place}@cust-{number:03d}.example", **{role: True})
    for ago in range(1, 11):
        PingFactory(account=account, date=TODAY - timedelta(ago))
    SignalFactory(account=account, date=TODAY - timedelta(5), defect_tickets_90d=1)
    TimelineEntryFactory(account=account, on=TODAY - timedelta(2))
    consent.opt_out([f"p2@cust-{number:03d}.example"], source="link in a mail", now=NOON)
    return account
