"""Opens playbooks: finds what is due and not yet recorded, and writes its run and tasks once."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from accounts import bulk, timeline
from accounts.models import Account, EntryKind, User
from lifecycle import gather
from lifecycle.batch import Batch, Pair
from lifecycle.decide import Decision, decide
from lifecycle.facts import NEW, AccountFacts
from lifecycle.gather import Programmes
from lifecycle.models import HealthChange, Playbook, PlaybookRun, PlaybookState, Task
from lifecycle.playbooks import catalogue as catalogues
from lifecycle.playbooks import definitions, steps, triggers
from lifecycle.playbooks.catalogue import Catalogue
from lifecycle.playbooks.definitions import BY_HAND
from lifecycle.playbooks.moments import Event
from lifecycle.playbooks.steps import Draft
from lifecycle.playbooks.triggers import Occurrence
from lifecycle.policy import Policy
from lifecycle.work import assign
from lifecycle.work.routing import Route

Key = tuple[int, str, int, str]  # account, playbook, relationship, occurrence
_EVENTS = (HealthChange.Kind.WORSE, HealthChange.Kind.AFTER_RENEWAL)


class Opening(NamedTuple):
    """An occurrence that is open for an account, with the tasks it brings."""

    facts: AccountFacts
    decision: Decision
    occurrence: Occurrence

    @property
    def key(self) -> Key:
        occurrence = self.occurrence
        playbook = occurrence.rule.playbook
        return self.facts.account, playbook, occurrence.relationship, occurrence.key

    def drafts(self, policy: Policy) -> list[Draft]:
        occurrence = self.occurrence
        anchors = triggers.anchors(self.facts, self.decision, occurrence.due_on, policy)
        return steps.drafts(occurrence.rule.steps, self.facts.programme, anchors)


def day(pairs: Batch, programmes: Programmes, *, on: date, now: datetime) -> Counter[str]:
    """Open what is due for these accounts and not yet recorded (P1, P4)."""
    catalogue = catalogues.load()
    accounts = pairs.accounts
    events = health_events(accounts, catalogue, since=on, before=on)
    found = openings(pairs, events, catalogue, programmes.policies)
    if not found:
        return Counter()
    before = recorded({opening.facts.account for opening in found}, catalogue, found)
    new = [opening for opening in found if opening.key not in before]
    if not new:
        return Counter()
    tasks = write(new, catalogue, programmes.policies, on=on, now=now)
    return Counter({"playbooks": len(new), "tasks": tasks})


def openings(
    pairs: Iterable[Pair],
    events: Mapping[int, Sequence[Event]],
    catalogue: Catalogue,
    policies: Mapping[str, Policy],
) -> list[Opening]:
    """What each account has open on its day, recorded or not: the same for run and forecast."""
    found = []
    schedules = catalogue.schedules
    for pair in pairs:
        facts, decision = pair
        schedule = schedules.get(facts.programme)
        if schedule is None:
            continue
        known = events.get(facts.account, ())
        if decision.event:
            known = (*known, Event(decision.on, decision.event.band))
        for occurrence in schedule.open(facts, decision, known, policies[facts.programme]):
            found.append(Opening(facts, decision, occurrence))
    return found


def health_events(
    accounts: Collection[int], catalogue: Catalogue, *, since: date, before: date
) -> dict[int, list[Event]]:
    """The events before the day that may still open something since then, from the ledger."""
    if not accounts:
        return {}
    rows = HealthChange.objects.filter(
        gather.chosen("account_id", accounts),
        kind__in=_EVENTS,
        on__gte=since - catalogue.health_window,
        on__lt=before,
    ).values_list("account_id", "on", "kind", "from_band", "to_band")
    found: dict[int, list[Event]] = {}
    for account, on, kind, from_band, to_band in rows.order_by("account_id", "on"):
        band = to_band if kind == HealthChange.Kind.WORSE else from_band
        found.setdefault(account, []).append(Event(on, band))
    return found


def recorded(
    accounts: Collection[int], catalogue: Catalogue, among: Iterable[Opening] | None = None
) -> set[Key]:
    """The occurrences that have a run, of these accounts; `among` narrows what is looked for."""
    runs = PlaybookRun.objects.filter(
        gather.chosen("account_id", accounts), playbook_id__in=_keys(catalogue, among)
    )
    if among is not None:
        runs = runs.filter(occurrence__in={opening.occurrence.key for opening in among})
    slugs = {pk: slug for slug, pk in catalogue.keys.items()}
    rows = runs.order_by().values_list("account_id", "playbook_id", "relationship", "occurrence")
    return {
        (account, slugs[playbook], number, key)
        for account, playbook, number, key in rows.iterator(chunk_size=5000)
    }


def _keys(catalogue: Catalogue, among: Iterable[Opening] | None) -> list[int]:
    if among is None:
        return list(catalogue.keys.values())
    return [catalogue.keys[slug] for slug in {found.occurrence.rule.playbook for found in among}]


def write(
    new: Sequence[Opening],
    catalogue: Catalogue,
    policies: Mapping[str, Policy],
    *,
    on: date,
    now: datetime,
) -> int:
    """Runs first, then the tasks of those that are ours; written again, nothing is added."""
    bulk.add(PlaybookRun, _RUN, [_run(one, catalogue, on, now) for one in new], ignore=True)
    runs = _ours(new, catalogue, now)
    drafted, told = [], []
    for opening in new:
        run = runs.get(opening.key)
        if run is None:
            continue
        drafts = opening.drafts(policies[opening.facts.programme])
        account = opening.facts.account
        drafted += [(account, run, draft) for draft in drafts]
        told.append(_told(account, opening.occurrence))
    tasks = _tasks(drafted, on=on, now=now)
    bulk.add(Task, _TASK, tasks, ignore=True)
    timeline.log_lines(told, on=on, now=now)
    return len(tasks)


_WHICH = ("account", "playbook", "version", "relationship", "occurrence")
_RUN = (*_WHICH, "due_on", "opened_on", "because", "created_at")


def _run(opening: Opening, catalogue: Catalogue, on: date, now: datetime) -> tuple:
    occurrence = opening.occurrence
    slug = occurrence.rule.playbook
    return (
        opening.facts.account,
        catalogue.keys[slug],
        catalogue.versions[slug],
        occurrence.relationship,
        occurrence.key,
        occurrence.due_on,
        on,
        occurrence.why,
        now,
    )


def _ours(new: Sequence[Opening], catalogue: Catalogue, now: datetime) -> dict[Key, int]:
    """The runs just written; one that somebody else was quicker with has its tasks from there."""
    slugs = {pk: slug for slug, pk in catalogue.keys.items()}
    rows = PlaybookRun.objects.filter(
        gather.chosen("account_id", {opening.facts.account for opening in new}),
        playbook_id__in=_keys(catalogue, new),
        created_at=now,
        opened_by=None,
    ).values_list("account_id", "playbook_id", "relationship", "occurrence", "pk")
    return {
        (account, slugs[playbook], number, key): pk
        for account, playbook, number, key, pk in rows.order_by()
    }


_STEP = ("key", "title", "instructions", "checklist", "owner_role")
_TASK = ("account", "run", *_STEP, "due_on", "created_at", *assign.GIVEN)


def _tasks(drafted: Sequence[tuple[int, int, Draft]], *, on: date, now: datetime) -> list[tuple]:
    """The tasks of runs, each with whoever it falls to; see work.routing."""
    owners = assign.owners([(account, draft.step.owner) for account, _, draft in drafted], on=on)
    return [
        _task(account, run, draft, owners[account, draft.step.owner], now)
        for account, run, draft in drafted
    ]


def _task(account: int, run: int, draft: Draft, route: Route, now: datetime) -> tuple:
    step = draft.step
    return (
        account,
        run,
        step.key,
        step.title,
        step.say,
        steps.checklist(step.checklist),
        step.owner,
        draft.due_on,
        now,
        *assign.given(route).values(),
    )


def _told(account: int, occurrence: Occurrence) -> timeline.Line:
    title = f"Playbook “{occurrence.rule.name}” opened"
    return timeline.Line(account, EntryKind.TASK, title, occurrence.why)


@transaction.atomic
def open_by_hand(
    account: Account, playbook: Playbook, *, by: User, on: date, now: datetime
) -> PlaybookRun:
    """Open a playbook because a person wants it; raises ValueError saying why it cannot be."""
    # What the days do to the account waits for us, and we for them.
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    programmes = Programmes.load()
    facts = gather.facts([account.pk], programmes, on=on, recent_from=on, closed_month=False)[
        account.pk
    ]
    rule = _rule_by_hand(account, playbook, facts.programme)
    if PlaybookRun.objects.filter(
        account=account, playbook=playbook, state=PlaybookRun.State.OPEN
    ).exists():
        raise ValueError(f"“{playbook.name}” is open for {account} already.")
    policy = programmes.policies[facts.programme]
    decision = decide(facts, NEW, policy, on=on)
    key = _free_key(account, playbook, on)
    occurrence = Occurrence(rule, key, on, "", max(decision.state.relationship, 1))
    run = PlaybookRun.objects.create(
        account=account,
        playbook=playbook,
        version_id=playbook.current_id,
        relationship=occurrence.relationship,
        occurrence=key,
        due_on=on,
        opened_on=on,
        opened_by=by,
        because=f"Opened by {by}",
        created_at=now,
    )
    drafts = Opening(facts, decision, occurrence).drafts(policy)
    drafted = [(account.pk, run.pk, draft) for draft in drafts]
    bulk.add(Task, _TASK, _tasks(drafted, on=on, now=now))
    title = f"Playbook “{rule.name}” opened"
    timeline.log(account, EntryKind.TASK, title, on=on, now=now, by=by)
    return run


def _rule_by_hand(account: Account, playbook: Playbook, programme: str) -> definitions.Rule:
    if playbook.state != PlaybookState.ACTIVE or playbook.current is None:
        raise ValueError(f"“{playbook.name}” is {playbook.state} and opens nothing.")
    rules = definitions.read(playbook.slug, playbook.current.definition)
    if programme not in rules:
        raise ValueError(f"“{playbook.name}” is not for accounts in {account.programme}.")
    return rules[programme]


def _free_key(account: Account, playbook: Playbook, on: date) -> str:
    """“by hand” with the day, and a number for the second of one day."""
    key = f"{BY_HAND.replace('_', ' ')} {on}"
    taken = PlaybookRun.objects.filter(
        account=account, playbook=playbook, occurrence__startswith=key
    ).count()
    return f"{key} #{taken + 1}" if taken else key
