"""What starting each playbook for an account today would bring, before anybody starts it."""

from datetime import date
from typing import NamedTuple

from accounts.models import Account
from lifecycle import gather
from lifecycle.decide import decide
from lifecycle.facts import NEW
from lifecycle.gather import Programmes
from lifecycle.models import Playbook, PlaybookRun, PlaybookState
from lifecycle.playbooks import definitions, steps, triggers
from lifecycle.playbooks.fields import DefinitionError
from lifecycle.playbooks.steps import Draft


class Preview(NamedTuple):
    """The tasks with their due dates, and whether the account has it open already."""

    playbook: Playbook
    drafts: list[Draft]
    is_open: bool


def previews(account: Account, *, on: date) -> list[Preview]:
    """The active playbooks that the account's programme runs, by name."""
    programmes = Programmes.load()
    chosen = [account.pk]
    found = gather.facts(chosen, programmes, on=on, recent_from=on, closed_month=False)
    facts = found[account.pk]
    policy = programmes.policies[facts.programme]
    anchors = triggers.anchors(facts, decide(facts, NEW, policy, on=on), on, policy)
    runs = PlaybookRun.objects.filter(account=account, state=PlaybookRun.State.OPEN)
    open_ = set(runs.values_list("playbook_id", flat=True))
    active = Playbook.objects.filter(state=PlaybookState.ACTIVE, current__isnull=False)
    return [
        Preview(
            playbook,
            steps.drafts(rule.steps, facts.programme, anchors),
            playbook.pk in open_,
        )
        for playbook in active.select_related("current")
        if (rule := _rules(playbook).get(facts.programme))
    ]


def _rules(playbook: Playbook) -> dict[str, definitions.Rule]:
    """None where the definition cannot be used: its own page says why."""
    try:
        return definitions.read(playbook.slug, playbook.current.definition)
    except DefinitionError:
        return {}
