"""The people a success plan turns on, what it asks of others, and what is said about it."""

from datetime import date, datetime

from django.db import transaction

from accounts import timeline
from accounts.models import Contact, EntryKind, User
from lifecycle.models import Objective, PlanAsk, PlanComment, PlanRelationship, SuccessPlan
from lifecycle.plans.lock import writable


@transaction.atomic
def keep(part: PlanRelationship | PlanAsk) -> None:
    """Add it or change it."""
    writable(part.plan)
    part.save()


@transaction.atomic
def settle(ask: PlanAsk, state: str, resolution: str, *, by: User, on: date, now: datetime) -> bool:
    """Resolved or given up, with what came of it; tell whether it was open."""
    writable(ask.plan)
    if not resolution.strip():
        raise ValueError("Say what came of it.")
    open_ = PlanAsk.objects.filter(pk=ask.pk, state=PlanAsk.State.OPEN)
    if not open_.update(state=state, resolution=resolution.strip()[:200], settled_on=on):
        return False
    title = f"{ask.title}: {PlanAsk.State(state).label.lower()}"
    timeline.log(ask.plan.account, EntryKind.PLAN, title, on=on, now=now, by=by, body=resolution)
    return True


@transaction.atomic
def comment(
    plan: SuccessPlan,
    text: str,
    *,
    now: datetime,
    user: User | None = None,
    contact: Contact | None = None,
    objective: Objective | None = None,
    internal: bool = False,
) -> PlanComment:
    """Said by one of us or by one of theirs; raises ValueError when nothing is said."""
    if not text.strip():
        raise ValueError("Say something.")
    if contact is not None and contact.account_id != plan.account_id:
        raise ValueError("Only the customer's own people comment on their plan.")
    return PlanComment.objects.create(
        plan=writable(plan),
        text=text.strip(),
        user=user,
        contact=contact,
        objective=objective,
        internal=internal,
        at=now,
    )
