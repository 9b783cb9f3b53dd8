"""The only writer of decisions: stage changes, health changes, states, alerts, overrides."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Account, User
from lifecycle import evidence
from lifecycle.decide import Decision, left_renewing
from lifecycle.facts import AccountFacts, State
from lifecycle.models import (
    AccountState,
    Alert,
    AlertKind,
    HealthChange,
    Stage,
    StageChange,
    StageOverride,
)

RULE = "rule"


def day(
    pairs: Sequence[tuple[AccountFacts, Decision]], *, on: date, mail: bool, now: datetime
) -> Counter[str]:
    """Record what was concluded for the day, and that it is decided; twice is the same as once.

    Counts the accounts decided, their changes of stage and their health events.
    """
    _states([pair for pair in pairs if pair[1].state != pair[1].before], on)
    stages = [_stage_change(f, d, now) for f, d in pairs if d.stage_changed]
    health = [_health_change(f, d, now) for f, d in pairs if _health_changed(d)]
    StageChange.objects.bulk_create(stages, ignore_conflicts=True)
    HealthChange.objects.bulk_create(health, ignore_conflicts=True)
    raise_alerts(alert for facts, decision in pairs for alert in _alerts(facts, decision))
    _mark([facts.account for facts, _ in pairs], on, mail)
    events = sum(decision.event is not None for _, decision in pairs)
    return Counter({"decided": len(pairs), "stage changes": len(stages), "health events": events})


def raise_alerts(alerts: Iterable[Alert]) -> None:
    """Write the alerts that were not raised before."""
    Alert.objects.bulk_create(alerts, ignore_conflicts=True)


def _states(pairs, on: date) -> None:
    AccountState.objects.bulk_create(
        [
            AccountState(account_id=facts.account, decided_through=on, **decision.state._asdict())
            for facts, decision in pairs
        ],
        update_conflicts=True,
        unique_fields=["account"],
        update_fields=["decided_through", *State._fields],
        batch_size=500,
    )


def _mark(accounts: list[int], on: date, mail: bool) -> None:
    """Accounts whose state did not change still move on by a day."""
    days = {"decided_through": on} | ({"mailed_through": on} if mail else {})
    AccountState.objects.filter(account_id__among=accounts).update(**days)


def _stage_change(facts: AccountFacts, decision: Decision, now: datetime) -> StageChange:
    overridden = decision.state.stage != decision.finding.stage
    return StageChange(
        account_id=facts.account,
        on=decision.on,
        from_stage=decision.before.stage,
        to_stage=decision.state.stage,
        rule=decision.finding.rule,
        rule_stage=decision.finding.stage,
        actor=facts.override.owner if overridden and facts.override else RULE,
        inputs=evidence.inputs(facts, decision),
        recorded_at=now,
    )


def _health_changed(decision: Decision) -> bool:
    return (
        decision.event is not None
        or decision.state.confirmed_band != decision.before.confirmed_band
    )


def _health_change(facts: AccountFacts, decision: Decision, now: datetime) -> HealthChange:
    event = decision.event
    if event:
        kind = event.kind
    elif decision.state.confirmed_band:
        kind = HealthChange.Kind.CONFIRMED
    else:
        kind = HealthChange.Kind.CLEARED
    return HealthChange(
        account_id=facts.account,
        on=decision.on,
        kind=kind,
        from_band=decision.before.confirmed_band,
        to_band=decision.state.confirmed_band,
        mail=event.mail if event else "",
        no_mail=event.no_mail if event else "",
        evidence=evidence.health(facts, decision),
        recorded_at=now,
    )


def _alerts(facts: AccountFacts, decision: Decision):
    """Every health event, every first use and every fall below the targets (H6, S6)."""
    on = decision.on
    if decision.event:
        band = decision.event.band
        title = (
            f"Health is {band} a month after the renewal"
            if decision.event.kind == "after_renewal"
            else f"Health fell from {decision.event.before or 'none'} to {band}"
        )
        yield _alert(facts, AlertKind.HEALTH, on.isoformat(), on, title)
    if decision.fell_back:
        fell = "Usage fell below the targets"
        if None in decision.metrics:
            fell = "Data are missing, and the targets no longer known to be met"
        title = f"{fell}; the account stays in Nurturing"
        yield _alert(facts, AlertKind.TARGETS_LOST, on.isoformat(), on, title)
    for feature, used_on in facts.first_uses:
        if used_on >= facts.tracked_from and decision.state.stage:
            title = f"First use of {feature.replace('_', ' ')}"
            yield _alert(facts, AlertKind.FEATURE, feature, used_on, title)


def _alert(facts: AccountFacts, kind: AlertKind, occurrence: str, on: date, title: str) -> Alert:
    return Alert(account_id=facts.account, kind=kind, occurrence=occurrence, on=on, title=title)


def missing_role(account: int, roles: Sequence[str], on: date) -> Alert:
    """The alert that nobody holds any of the roles a mail was due to (C8)."""
    names = " or ".join(role.replace("_", " ") for role in roles)
    return Alert(
        account_id=account,
        kind=AlertKind.MISSING_ROLE,
        occurrence="+".join(roles)[:100],
        on=on,
        title=f"No {names} to write to",
    )


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


def acknowledge(alerts: QuerySet[Alert], *, by: User, now: datetime) -> int:
    """Mark the open ones among these as seen; count them."""
    open_ = Alert.objects.filter(pk__in=alerts.values("pk"), acknowledged_at__isnull=True)
    return open_.update(acknowledged_at=now, acknowledged_by=by)
