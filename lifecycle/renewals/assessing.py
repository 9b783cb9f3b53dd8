"""What people do with an assessment: read the figures again, answer, propose a rating, agree."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from accounts import timeline
from accounts.models import EntryKind, TeamRole, User
from lifecycle.models import (
    Rating,
    RenewalAnswers,
    RenewalAssessment,
    RenewalRating,
    RenewalReading,
    Task,
    TaskState,
)
from lifecycle.renewals import cases, known, opening, rating, standing
from lifecycle.renewals.refused import Refused
from lifecycle.work import task as tasks

PLAYBOOK = "renewal_health_assessment"
# Its steps that are done with the rating; the others go on to the renewal.
RATING_STEPS = ("assess", "review")
TA, AE = "ta", "ae"
SIDES = {TA: "Technical Advisor", AE: "Account Executive"}
QUESTIONS = (
    "value_realised",
    "risks",
    "competition",
    "champion_access",
    "buyer_access",
    "expected_outcome",
)


@transaction.atomic
def read_again(
    assessment: RenewalAssessment, *, by: User, on: date, now: datetime
) -> RenewalReading:
    """Take today's figures beside the earlier ones."""
    _must_be_open(assessment)
    found = standing.read(assessment.account, on=on)
    read = known.read([(found.facts, found.decision)], found.programmes, on=on)
    row = opening.reading(assessment, read[assessment.account_id], on=on, now=now)
    row.by = by
    row.save()
    return row


@transaction.atomic
def answer(
    assessment: RenewalAssessment, answers: Mapping[str, str], *, by: User, now: datetime
) -> RenewalAnswers | None:
    """Keep what was written as a row of its own; None when nothing changed."""
    _must_be_open(assessment)
    last = assessment.answers.first()
    told = {name: answers.get(name, "").strip() for name in QUESTIONS}
    if told == {name: getattr(last, name, "") for name in QUESTIONS}:
        return None
    return RenewalAnswers.objects.create(assessment=assessment, by=by, at=now, **told)


def sides(user: User) -> tuple[str, ...]:
    """For whom the user may agree; a manager stands in for either."""
    if user.role == TeamRole.MANAGER or user.is_superuser:
        return (TA, AE)
    return {TeamRole.TECHNICAL_ADVISOR: (TA,), TeamRole.ACCOUNT_EXECUTIVE: (AE,)}.get(user.role, ())


@transaction.atomic
def propose(
    assessment: RenewalAssessment,
    colour: str,
    reason: str,
    *,
    by: User,
    on: date,
    now: datetime,
) -> RenewalRating:
    """Propose a rating, agreed at once by the proposer's side; it replaces what was open."""
    _must_be_open(assessment)
    if not reason.strip():
        raise Refused("Say why it is rated so.")
    proposed = RenewalRating.objects.create(
        assessment=assessment,
        rating=colour,
        reason=reason.strip(),
        proposed_by=by,
        proposed_at=now,
    )
    own = sides(by)
    if len(own) == 1:
        agree(proposed, own[0], by=by, on=on, now=now)
    return proposed


@transaction.atomic
def agree(proposed: RenewalRating, side: str, *, by: User, on: date, now: datetime) -> bool:
    """Agree for a side; with both, the rating counts and what it leads to begins (N6)."""
    proposed = RenewalRating.objects.select_for_update().get(pk=proposed.pk)
    assessment = RenewalAssessment.objects.select_related("account__programme").get(
        pk=proposed.assessment_id
    )
    _must_be_open(assessment)
    if side not in sides(by):
        raise Refused(f"You cannot agree for the {SIDES[side]}.")
    if assessment.ratings.order_by("-pk").values_list("pk", flat=True).first() != proposed.pk:
        raise Refused("A newer rating was proposed meanwhile; look at that one.")
    other = proposed.ae_by_id if side == TA else proposed.ta_by_id
    if other == by.pk:
        raise Refused("One person cannot agree for both sides.")
    if getattr(proposed, f"{side}_at"):
        return False
    setattr(proposed, f"{side}_by", by)
    setattr(proposed, f"{side}_at", now)
    proposed.save(update_fields=[f"{side}_by", f"{side}_at"])
    if proposed.agreed:
        _rated(assessment, proposed, by=by, on=on, now=now)
    return proposed.agreed


def _rated(
    assessment: RenewalAssessment, agreed: RenewalRating, *, by: User, on: date, now: datetime
) -> None:
    before = assessment.rating
    assessment.rating, assessment.rated_on = agreed.rating, on
    assessment.save(update_fields=["rating", "rated_on"])
    colour = Rating(agreed.rating).label.lower()
    was = f", {Rating(before).label.lower()} before" if before else ""
    timeline.log(
        assessment.account,
        EntryKind.RENEWAL,
        f"Renewal {assessment.renewal_on} rated {colour}{was}",
        on=on,
        now=now,
        by=by,
        body=f"{agreed.reason}\nAgreed by {agreed.ta_by} (TA) and {agreed.ae_by} (AE).",
    )
    for task in playbook_tasks(assessment).filter(key__in=RATING_STEPS):
        tasks.finish(task, by=by, on=on, now=now, outcome=f"Rated {colour}")
    policy = standing.Programmes.load().policies[assessment.account.programme.slug]
    kind = rating.enters(agreed.rating, policy)
    if kind != rating.WATCH:
        cases.enter(assessment, kind, agreed, by=by, on=on, now=now)


def playbook_tasks(assessment: RenewalAssessment):
    """The open tasks that the playbook of the assessment gave out."""
    return Task.objects.filter(
        account=assessment.account_id,
        state=TaskState.OPEN,
        run__playbook__slug=PLAYBOOK,
        run__relationship=assessment.relationship,
    ).select_related("account")


def _must_be_open(assessment: RenewalAssessment) -> None:
    if assessment.closed_on:
        ended = assessment.get_ended_display().lower()
        raise Refused(f"This assessment was closed on {assessment.closed_on}: {ended}.")
