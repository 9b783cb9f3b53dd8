"""Puts contacts on the list of a beta, takes them off, and says how far each has come."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from accounts import timeline
from accounts.models import Contact, EntryKind, Topic, User
from campaigns.models import BetaInterest, Campaign, CampaignState, InterestState
from lifecycle.models import Task
from lifecycle.work import task as tasks

TOPICS = (Topic.FEATURES, Topic.BETAS)
ANSWER_WITHIN = timedelta(5)


def is_open(campaign: Campaign) -> bool:
    """Whether somebody may still put themselves on its list."""
    return campaign.topic in TOPICS and campaign.state in (
        CampaignState.ACTIVE,
        CampaignState.PAUSED,
    )


@transaction.atomic
def say(
    contact: Contact, campaign: Campaign, *, note: str = "", on: date, now: datetime
) -> BetaInterest:
    """The contact is interested; who looks after the account has a task to answer.

    Said again, it changes the note; somebody invited or joined stays so.
    """
    if not is_open(campaign):
        raise ValueError("This list is closed.")
    fields = {"note": note.strip(), "said_at": now, "changed_at": now}
    found, new = BetaInterest.objects.select_for_update().get_or_create(
        campaign=campaign, contact=contact, defaults=fields
    )
    again = found.state == InterestState.DECLINED
    if not new and (again or (note.strip() and note.strip() != found.note)):
        found.note = note.strip() or found.note
        if again:
            found.state, found.said_at = InterestState.INTERESTED, now
        found.changed_at, found.changed_by = now, None
        found.save()
    if new or again:
        _tell(found, "is interested in", on=on, now=now)
        _ask(found, on=on, now=now)
    return found


@transaction.atomic
def withdraw(contact: Contact, campaign: Campaign, *, on: date, now: datetime) -> bool:
    """The contact is not interested any more; tell whether they were on the list."""
    rows = BetaInterest.objects.filter(contact=contact, campaign=campaign)
    found = rows.exclude(state=InterestState.DECLINED).first()
    if found is None:
        return False
    rows.update(state=InterestState.DECLINED, changed_at=now, changed_by=None)
    _tell(found, "is not interested any more in", on=on, now=now)
    if task := Task.objects.filter(account=contact.account, key=_key(found), state="open").first():
        tasks.drop(task, by=None, on=on, now=now, outcome="They are not interested any more.")
    return True


def move(
    interests: Iterable[BetaInterest], state: str, *, by: User, on: date, now: datetime
) -> int:
    """Say how far they have come; count those that changed. An answer finishes the task."""
    changed = 0
    for found in interests:
        with transaction.atomic():
            rows = BetaInterest.objects.filter(pk=found.pk).exclude(state=state)
            if not rows.update(state=state, changed_at=now, changed_by=by):
                continue
            changed += 1
            label = InterestState(state).label.lower()
            _tell(found, f"{label}:", on=on, now=now, by=by)
            open_ = Task.objects.filter(account=found.contact.account, key=_key(found))
            if state != InterestState.INTERESTED and (task := open_.filter(state="open").first()):
                outcome = InterestState(state).label
                tasks.finish(task, by=by, on=on, now=now, outcome=outcome)
    return changed


def _tell(found: BetaInterest, said: str, *, on: date, now: datetime, by: User | None = None):
    timeline.log(
        found.contact.account,
        EntryKind.FEEDBACK,
        f"{found.contact} {said} {found.campaign}",
        on=on,
        now=now,
        by=by,
        contact=found.contact,
        body=found.note,
    )


def _ask(found: BetaInterest, *, on: date, now: datetime) -> None:
    """One task for each contact of a list; asked again, the one that was closed is open again."""
    task = tasks.add(
        found.contact.account,
        f"Answer {found.contact}: interested in {found.campaign}",
        due_on=on + ANSWER_WITHIN,
        now=now,
        key=_key(found),
        instructions="Invite them, or say why not yet, and keep it on the list of interest.",
    )
    if task.state != "open":
        tasks.reopen(task, by=None, now=now)


def _key(found: BetaInterest) -> str:
    return f"beta-{found.campaign_id}-{found.contact_id}"
