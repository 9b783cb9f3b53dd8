"""A playbook's definition as data: what opens it, in which programmes and stages, for how long."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from lifecycle.facts import ONBOARDING, PROSPECT, STAGES
from lifecycle.playbooks import fields, steps
from lifecycle.playbooks.fields import DefinitionError
from lifecycle.playbooks.steps import Step

(
    BEFORE_START,
    RELATIONSHIP_DAY,
    BEFORE_RENEWAL,
    STAGE_ENTERED,
    CONTRACT_QUARTER,
    MONTH_START,
    HEALTH_EVENT,
    FIRST_USE,
    CHURNED,
    BY_HAND,
) = KINDS = (
    "before_start",
    "relationship_day",
    "before_renewal",
    "stage_entered",
    "contract_quarter",
    "month_start",
    "health_event",
    "first_use",
    "churned",
    "by_hand",
)
_TRIGGER_FIELDS: Mapping[str, tuple[str, ...]] = {
    BEFORE_START: ("days",),
    RELATIONSHIP_DAY: ("days", "first", "every"),
    BEFORE_RENEWAL: ("days",),
    STAGE_ENTERED: ("stage",),
    CONTRACT_QUARTER: ("quarters", "monthly"),
    MONTH_START: ("minimum_day",),
    HEALTH_EVENT: ("bands",),
    FIRST_USE: (),
    CHURNED: (),
    BY_HAND: (),
}
FIRST_USES = timedelta(14)  # how long ago a first use may still open something
# Those of a month or a quarter end with it.
_LONGEST = {FIRST_USE: FIRST_USES.days, MONTH_START: 27, CONTRACT_QUARTER: 60}
_FIELDS = ("name", "purpose", "trigger", "window", "stages", "when", "tiers", "programmes", "steps")
_DIFFERING = ("trigger", "stages", "window", "tiers")
BANDS = ("poor", "concerning")
TIERS = ("1", "2", "3", "none")
LAST = "last"
_QUARTERS = (1, 2, 3, 4, LAST)
_CONDITIONS = ("utilization_below", "usage_below")
_LIVE = STAGES[STAGES.index(ONBOARDING) :]


class Trigger(NamedTuple):
    """`days` are relationship days, or the one number of days before a start or renewal.

    `quarters` are those of a contract year, by tier ("none": an account without one).
    """

    kind: str
    days: tuple[int, ...] = ()
    first: int | None = None
    every: int = 0
    stage: str = ""
    quarters: Mapping[str, tuple[Any, ...]] = MappingProxyType({})
    monthly: bool = False
    minimum_day: int = 0
    bands: frozenset[str] = frozenset()


class When(NamedTuple):
    """Conditions on the day, in percent; None asks for nothing, unknown satisfies nothing."""

    utilization_below: int | None = None
    usage_below: int | None = None


class Rule(NamedTuple):
    """A playbook as one programme runs it; empty `tiers` are all of them."""

    playbook: str
    name: str
    trigger: Trigger
    window: timedelta
    stages: frozenset[str]
    when: When
    tiers: frozenset[str]
    steps: tuple[Step, ...]


def read(playbook: str, data: Mapping[str, Any]) -> dict[str, Rule]:
    """The rule of the playbook for each programme that runs it; raises DefinitionError."""
    if not isinstance(data, Mapping):
        raise DefinitionError("definition: a mapping of fields is needed.")
    fields.known(data, _FIELDS)
    fields.text(data, "purpose", most=200)
    programmes = fields.mapping(data, "programmes")
    if not programmes:
        raise DefinitionError("programmes: name at least one programme.")
    found = steps.read(data.get("steps"))
    for step in found:
        if extra := sorted(step.programmes - set(programmes)):
            raise DefinitionError(f"steps.{step.key}.programmes: {extra[0]} does not run it.")
    return {
        str(programme): _rule(playbook, _merged(data, differing, f"programmes.{programme}"), found)
        for programme, differing in programmes.items()
    }


def _merged(data: Mapping[str, Any], differing: Any, where: str) -> dict[str, Any]:
    """The common fields with what the programme changes; another kind replaces the trigger."""
    differing = differing or {}
    if not isinstance(differing, Mapping) or set(differing) - set(_DIFFERING):
        raise DefinitionError(f"{where}: only {', '.join(_DIFFERING)} may differ by programme.")
    common, own = fields.mapping(data, "trigger"), fields.mapping(differing, "trigger", f"{where}.")
    trigger = dict(own) if "kind" in own else {**common, **own}
    return {**data, **differing, "trigger": trigger}


def _rule(playbook: str, data: Mapping[str, Any], found: tuple[Step, ...]) -> Rule:
    trigger = _trigger(data["trigger"])
    by_hand = trigger.kind == BY_HAND
    most = _LONGEST.get(trigger.kind, 366)
    return Rule(
        playbook=playbook,
        name=fields.text(data, "name", most=80, needed=True),
        trigger=trigger,
        window=timedelta(0 if by_hand else fields.number(data, "window", most=most)),
        stages=_stages(data, trigger),
        when=_when(fields.mapping(data, "when")),
        tiers=_tiers(data),
        steps=found,
    )


def _trigger(data: Mapping[str, Any]) -> Trigger:
    kind = fields.one(data, "kind", KINDS, "trigger.")
    fields.known(data, ("kind", *_TRIGGER_FIELDS[kind]), "trigger.")
    if kind in (BEFORE_START, BEFORE_RENEWAL):
        return Trigger(kind, days=(fields.number(data, "days", "trigger.", least=1),))
    if kind == RELATIONSHIP_DAY:
        return _relationship_day(data)
    if kind == STAGE_ENTERED:
        return Trigger(kind, stage=fields.one(data, "stage", STAGES, "trigger."))
    if kind == CONTRACT_QUARTER:
        return Trigger(kind, quarters=_quarters(data), monthly=_yes(data, "monthly"))
    if kind == MONTH_START:
        minimum = fields.number(data, "minimum_day", "trigger.") if "minimum_day" in data else 0
        return Trigger(kind, minimum_day=minimum)
    if kind == HEALTH_EVENT:
        return Trigger(kind, bands=frozenset(fields.among(data, "bands", BANDS, "trigger.")))
    return Trigger(kind)


def _relationship_day(data: Mapping[str, Any]) -> Trigger:
    if ("days" in data) == ("first" in data):
        raise DefinitionError("trigger: needs either days, or first and every.")
    if "days" not in data:
        first = fields.number(data, "first", "trigger.")
        return Trigger(
            RELATIONSHIP_DAY, first=first, every=fields.number(data, "every", "trigger.", least=1)
        )
    days = data["days"]
    if not isinstance(days, list | tuple) or not days:
        raise DefinitionError("trigger.days: a list of days is needed.")
    for place in range(len(days)):
        fields.number(dict(enumerate(days)), place, "trigger.days.")
    if len(set(days)) < len(days):
        raise DefinitionError("trigger.days: a day stands there twice.")
    return Trigger(RELATIONSHIP_DAY, days=tuple(days))


def _quarters(data: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    given = fields.mapping(data, "quarters", "trigger.")
    if not given:
        raise DefinitionError("trigger.quarters: name the quarters of at least one tier.")
    found = {}
    for tier in given:
        where = f"trigger.quarters.{tier}"
        if str(tier) not in TIERS:
            raise DefinitionError(f"{where}: no such tier; {', '.join(TIERS)}.")
        quarters = fields.among(given, tier, _QUARTERS, "trigger.quarters.")
        if LAST in quarters and 4 in quarters:
            raise DefinitionError(f"{where}: 4 and last may be the same quarter; choose one.")
        found[str(tier)] = quarters
    return found


def _yes(data: Mapping[str, Any], field: str) -> bool:
    value = data.get(field, False)
    if not isinstance(value, bool):
        raise DefinitionError(f"trigger.{field}: true or false is needed.")
    return value


def _stages(data: Mapping[str, Any], trigger: Trigger) -> frozenset[str]:
    """Those it opens in; what concerns a relationship never opens for a prospect."""
    if trigger.kind in (CHURNED, BY_HAND):
        return frozenset()
    if trigger.kind == STAGE_ENTERED:
        usual, possible = (trigger.stage,), (trigger.stage,)
    elif trigger.kind == BEFORE_START:
        usual = possible = (PROSPECT,)
    else:
        usual = possible = _LIVE
    if "stages" not in data:
        return frozenset(usual)
    return frozenset(fields.among(data, "stages", possible))


def _when(data: Mapping[str, Any]) -> When:
    fields.known(data, _CONDITIONS, "when.")
    return When(**{field: fields.number(data, field, "when.", least=1) for field in data})


def _tiers(data: Mapping[str, Any]) -> frozenset[str]:
    if "tiers" not in data:
        return frozenset()
    value = data["tiers"]
    words = [str(tier) for tier in value] if isinstance(value, list | tuple) else value
    return frozenset(fields.among({"tiers": words}, "tiers", TIERS))
