"""Opens one playbook for several accounts at once, because of something that happened to each."""

from collections.abc import Mapping
from datetime import date, datetime

from lifecycle import gather
from lifecycle.decide import decide
from lifecycle.facts import NEW
from lifecycle.gather import Programmes
from lifecycle.models import PlaybookRun
from lifecycle.playbooks import catalogue as catalogues
from lifecycle.playbooks import opening
from lifecycle.playbooks.opening import Opening
from lifecycle.playbooks.triggers import Occurrence


def open_for(
    reasons: Mapping[int, str], slug: str, *, key: str, on: date, now: datetime
) -> list[int]:
    """Open it where it is not open already; the accounts for which it was, each told its reason.

    A fixed number of queries. An archived playbook, or one that is not for an account's programme,
    opens nothing. The caller holds a transaction.
    """
    catalogue = catalogues.load()
    if not reasons or slug not in catalogue.keys:
        return []
    programmes = Programmes.load()
    runs = PlaybookRun.objects.filter(
        account__among=sorted(reasons), playbook=catalogue.keys[slug], state=PlaybookRun.State.OPEN
    )
    busy = set(runs.values_list("account_id", flat=True))
    found = []
    for facts in gather.facts(
        sorted(reasons.keys() - busy), programmes, on=on, recent_from=on, closed_month=False
    ).values():
        schedule = catalogue.schedules.get(facts.programme)
        rule = next((r for r in schedule.rules if r.playbook == slug), None) if schedule else None
        if rule is None:
            continue
        decision = decide(facts, NEW, programmes.policies[facts.programme], on=on)
        number = max(decision.state.relationship, 1)
        occurrence = Occurrence(rule, key, on, reasons[facts.account], number)
        found.append(Opening(facts, decision, occurrence))
    if not found:
        return []
    before = opening.recorded({one.facts.account for one in found}, catalogue, found)
    new = [one for one in found if one.key not in before]
    if new:
        opening.write(new, catalogue, programmes.policies, on=on, now=now)
    return [one.facts.account for one in new]
