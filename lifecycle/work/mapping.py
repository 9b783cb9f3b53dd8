"""Records that use cases were mapped to features, and finishes the playbook's task with it."""

from datetime import date, datetime

from django.db import transaction

from accounts.knowledge import use_cases
from accounts.models import Account, MappingReview, User
from lifecycle.models import Task
from lifecycle.work import task as tasks

PLAYBOOK, STEP = "use_case_mapping", "map"


@transaction.atomic
def review(
    account: Account, *, by: User, on: date, now: datetime, note: str = ""
) -> tuple[MappingReview, int]:
    """The review, and how many tasks it finished; raises ValueError without a use case."""
    found = use_cases.review(account, by=by, on=on, now=now, note=note)
    count = len(found.map)
    outcome = f"{count} use case{'s' if count != 1 else ''} gone through"
    waiting = Task.objects.open().filter(account=account, key=STEP, run__playbook__slug=PLAYBOOK)
    finished = [tasks.finish(task, by=by, on=on, now=now, outcome=outcome) for task in waiting]
    return found, sum(finished)
