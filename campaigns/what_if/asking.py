"""Asks the forecast what a proposal would change: at once for a few accounts, else in slices."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import Account, Programme, User
from campaigns import catalogue as catalogues
from campaigns.day import Rules
from campaigns.forecast import forecast
from campaigns.models import Campaign, WhatIf
from campaigns.what_if.compare import Life, compare, merged
from lifecycle import policy as policies
from lifecycle.gather import Programmes

DAYS = 30
AT_ONCE = 60  # accounts whose days are compared while the page is waited for
SAMPLE = 2000  # of more accounts so many are asked, chosen by chance, the same each time
SLICE = 200
LEASE = timedelta(minutes=5)
_DAY = timedelta(1)
State = WhatIf.State


def policy(programme: Programme, changed: Mapping[str, Any], *, by: User, now: datetime, on: date):
    """Keep the question what another policy would change; raises PolicyError for a bad one."""
    policies.read(changed)
    proposal = {
        "kind": "policy",
        "programme": programme.slug,
        "before": programme.policy,
        "policy": dict(changed),
    }
    return _ask(proposal, by=by, now=now, on=on)


def campaign(found: Campaign, rule: Mapping[str, Any], *, by: User, now: datetime, on: date):
    """The same for another rule of a campaign; raises DefinitionError for a bad one."""
    proposal = {"kind": "campaign", "campaign": found.pk, "slug": found.slug, "rule": dict(rule)}
    rules_then(proposal)
    return _ask(proposal, by=by, now=now, on=on)


def _ask(proposal: dict[str, Any], *, by: User, now: datetime, on: date) -> WhatIf:
    """Asked at once where it is quick."""
    asked = WhatIf.objects.create(
        proposal=proposal,
        digest=digest(proposal),
        first=on + _DAY,
        days=DAYS,
        total=len(sample(proposal)),
        created_by=by,
        created_at=now,
    )
    if asked.total <= AT_ONCE:
        work(asked, until=lambda: False)
    return asked


def digest(proposal: Mapping[str, Any]) -> str:
    text = json.dumps(proposal, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def concerned(proposal: Mapping[str, Any]) -> list[int]:
    """Accounts of the programmes whose rules the proposal touches, in an order of chance."""
    found = Account.objects.current()
    if proposal["kind"] == "policy":
        found = found.filter(programme__slug=proposal["programme"])
    else:
        current = Campaign.objects.select_related("current").get(pk=proposal["campaign"]).current
        slugs = {*proposal["rule"].get("programmes", ())}
        slugs |= {*(current.rule.get("programmes") or ())} if current else set()
        found = found.filter(programme__slug__in=slugs)
    keys = found.filter(~Q(state=None)).order_by().values_list("pk", flat=True)
    return sorted(keys, key=lambda pk: hashlib.sha256(str(pk).encode()).digest())


def sample(proposal: Mapping[str, Any]) -> list[int]:
    return concerned(proposal)[:SAMPLE]


def rules_then(proposal: Mapping[str, Any]) -> Rules:
    """The rules as they would be; nothing is written."""
    rules = Rules.load()
    if proposal["kind"] == "policy":
        changed = policies.read(proposal["policy"])
        found = {**rules.programmes.policies, proposal["programme"]: changed}
        return Rules(Programmes(rules.programmes.slugs, found), rules.catalogue)
    return replace(rules, catalogue=catalogues.load({proposal["slug"]: proposal["rule"]}))


def work(asked: WhatIf, *, until: Callable[[], bool], steady: bool = True) -> None:
    """Go on slice by slice from where it stands; a slice cut in the middle is done again."""
    keys = sample(asked.proposal)
    now, then = Rules.load(), rules_then(asked.proposal)
    span = {"first": asked.first, "through": asked.first + timedelta(asked.days - 1)}
    while asked.done < len(keys):
        part = set(keys[asked.done : asked.done + SLICE])
        lives = []
        for rules in (now, then):
            life = Life()
            life.add(forecast(rules, accounts=part, steady=steady, **span))
            lives.append(life)
        asked.result = merged(asked.result, compare(*lives))
        asked.done = min(asked.done + SLICE, len(keys))
        asked.state = State.RUNNING
        asked.save(update_fields=["result", "done", "state"])
        if until():
            break
    if asked.done >= len(keys):
        asked.state, asked.total = State.DONE, len(keys)
        asked.save(update_fields=["state", "total"])


def go_on(*, now: datetime, until: Callable[[], bool]) -> int:
    """The heartbeat's share: the oldest question that is still open, under a lease."""
    asked = _claim(now)
    if asked is None:
        return 0
    try:
        work(asked, until=until)
    except Exception as error:  # a question must not stop the heartbeat, nor come again and again
        WhatIf.objects.filter(pk=asked.pk).update(state=State.FAILED, error=repr(error)[:300])
        raise
    WhatIf.objects.filter(pk=asked.pk).update(lease_until=None)
    return 1


@transaction.atomic
def _claim(now: datetime) -> WhatIf | None:
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    asked = (
        WhatIf.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(free, state__in=(State.WAITING, State.RUNNING))
        .order_by("created_at", "pk")
        .first()
    )
    if asked:
        asked.lease_until = now + LEASE
        asked.save(update_fields=["lease_until"])
    return asked
