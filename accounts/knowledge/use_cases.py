"""Writes use cases, the features that serve them, and the reviews of that map."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from accounts import timeline
from accounts.models import (
    Account,
    EntryKind,
    Feature,
    MappingReview,
    Maturity,
    UseCase,
    UseCaseState,
    User,
)


@transaction.atomic
def write(
    account: Account,
    use_case: UseCase | None,
    *,
    title: str,
    features: Collection[Feature],
    by: User | None,
    on: date,
    now: datetime,
    team: str = "",
    description: str = "",
    maturity: int = Maturity.TRIED,
    state: str = UseCaseState.ACTIVE,
) -> UseCase:
    """Add a use case or change one; what changed goes to the timeline in words."""
    if not title.strip():
        raise ValueError("Name the use case.")
    new = use_case is None
    found = UseCase(account=account, created_at=now) if new else use_case
    before = None if new else _told(found, list(found.features.all()))
    found.title, found.team, found.description = title.strip(), team.strip(), description.strip()
    found.maturity, found.state = maturity, state
    found.save()
    found.features.set(features)
    after = _told(found, features)
    if after != before:
        word = "added" if new else "changed"
        timeline.log(
            account,
            EntryKind.KNOWLEDGE,
            f"Use case {word}: {found.title}",
            on=on,
            now=now,
            by=by,
            body=after if new else f"{after}\nBefore: {before}",
        )
    return found


def _told(use_case: UseCase, features: Collection[Feature]) -> str:
    served = ", ".join(sorted(feature.name for feature in features)) or "no feature yet"
    maturity, state = Maturity(use_case.maturity).label, UseCaseState(use_case.state).label
    return f"{use_case.title} ({use_case.team or 'no team'}), {state}, {maturity}; {served}"


@transaction.atomic
def review(
    account: Account, *, by: User | None, on: date, now: datetime, note: str = ""
) -> MappingReview:
    """Freeze the map as it stands; raises ValueError when there is no use case to look at."""
    use_cases = list(account.use_cases.prefetch_related("features"))
    if not use_cases:
        raise ValueError("There is no use case yet: add the first one, then record the review.")
    found = MappingReview.objects.create(
        account=account,
        on=on,
        note=note.strip(),
        map=[_frozen(use_case) for use_case in use_cases],
        author=by,
        created_at=now,
    )
    title = f"Use cases mapped to features: {len(use_cases)} gone through"
    timeline.log(account, EntryKind.KNOWLEDGE, title, on=on, now=now, by=by, body=found.note)
    return found


def _frozen(use_case: UseCase) -> dict[str, object]:
    return {
        "title": use_case.title,
        "team": use_case.team,
        "maturity": use_case.maturity,
        "state": use_case.state,
        "features": sorted(feature.slug for feature in use_case.features.all()),
    }
