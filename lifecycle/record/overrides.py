"""Records the stages that people put in force, which show at once."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import Account, User
from lifecycle.decide import left_renewing
from lifecycle.models import AccountState, Stage, StageChange, StageOverride


def override(
    account: Account,
    stage: str,
    *,
    ends_on: date,
    reason: str,
    owner: User,
    on: date,
    now: datetime,
) -> StageOverride:
    """Put a person's stage in force from today until the day before `ends_on`.

    Campaigns follow it from now on; the rule goes on deciding beside it. Raises ValueError when
    the stage, the reason or the end cannot be used.
    """
    if stage not in Stage.values:
        raise ValueError(f"“{stage}” is no stage; choose from {', '.join(Stage.values)}.")
    if not reason.strip():
        raise ValueError("An override needs a reason.")
    if ends_on <= on:
        raise ValueError(f"An override ends after today, {on}, not on {ends_on}.")
    with transaction.atomic():
        kept = StageOverride.objects.create(
            account=account,
            stage=stage,
            starts_on=on,
            ends_on=ends_on,
            owner=owner,
            reason=reason.strip(),
            created_at=now,
        )
        state = AccountState.objects.select_for_update().filter(account=account).first()
        # A day not decided yet will see the override by itself.
        if state and state.decided_through >= on and state.stage != stage:
            _change_by_hand(state, stage, kept, now)
    return kept


def _change_by_hand(
    state: AccountState, stage: str, override: StageOverride, now: datetime
) -> None:
    StageChange.objects.create(
        account_id=state.account_id,
        on=override.starts_on,
        from_stage=state.stage,
        to_stage=stage,
        rule=state.rule,
        rule_stage=state.rule_stage,
        by_override=True,
        actor=override.owner.email,
        user=override.owner,
        inputs={"override": {"reason": override.reason, "until": override.ends_on.isoformat()}},
        recorded_at=now,
    )
    on = override.starts_on
    state.left_renewing_on = left_renewing(state.stage, state.left_renewing_on, stage, on)
    state.stage, state.stage_since = stage, on
    state.save(update_fields=["stage", "stage_since", "left_renewing_on"])


def end_override(override: StageOverride, *, on: date) -> bool:
    """Let the rule decide again from the next day decided; tell whether anything ended.

    What the override did until now stays written down.
    """
    ends_on = max(on, override.starts_on)
    ended = StageOverride.objects.filter(pk=override.pk, ends_on__gt=ends_on)
    return bool(ended.update(ends_on=ends_on))
