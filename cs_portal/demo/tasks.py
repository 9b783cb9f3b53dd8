"""What the demo world's team does with its tasks: most in time, some late or not at all."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from accounts.models import Account, User
from cs_portal.demo.book import Customer
from lifecycle.models import Task, TaskState
from lifecycle.work import document as documents
from lifecycle.work import task as tasks

_DAY = timedelta(1)
_AHEAD = 3 * _DAY
_LOOKED_AT = 60
_DOCUMENTS = 12
_SATURDAY = 5
_OUTCOMES = (
    "Agreed in the weekly call",
    "Sent; they answered the same day",
    "Done, with two open questions for the next sync",
    "They are happy with it",
    "Went through it with the champion",
    "",
)
_REASONS = (
    "They asked for it to wait until after their reorganisation",
    "Covered by the business review",
    "The person who wanted it has left",
)
_COMMENTS = (
    "Asked for a date, no answer yet.",
    "They have a freeze until the end of the month; **after that**.",
    "Waiting for legal. The champion pushes it on their side.",
)
_BY_HAND = (
    ("Answer the question about archived repositories", ("Ask the product team", "Write back")),
    ("Find a date with their new VP of Engineering", ()),
    ("Send the notes of the last call", ("Notes", "Owners of the open points")),
    ("Check whether the mobile teams got their seats", ()),
)
_LEARNT = (
    "\n\nFrom the last call: the platform team decides, the budget is the VP's. "
    "They measure it by **lead time**.\n"
)


def daily(found: Sequence[Customer], on: date, moment: datetime, chance: Random) -> None:
    """On working days everybody looks at what is due or late, and a manager at what nobody has."""
    if on.weekday() >= _SATURDAY:
        return
    waiting = Task.objects.waiting(on=on).filter(due_on__lte=on + _AHEAD, help_request=None)
    for task in waiting.select_related("owner", "account", "run")[:_LOOKED_AT]:
        if task.owner:
            _work(task, task.owner, on, moment, chance)
        elif chance.random() < 0.04:
            _give(task, moment)


def _work(task: Task, by: User, on: date, now: datetime, chance: Random) -> None:
    luck = chance.random()
    if luck < 0.4:
        for place in range(len(task.checklist)):
            if chance.random() < 0.8:
                tasks.tick(task, place, by=by, now=now)
        tasks.finish(task, by=by, on=on, now=now, outcome=chance.choice(_OUTCOMES))
    elif luck < 0.43:
        tasks.comment(task, chance.choice(_COMMENTS), by=by, now=now)
    elif luck < 0.45:
        tasks.snooze(task, on + chance.randint(3, 12) * _DAY, by=by, on=on, now=now)
    elif luck < 0.47:
        later = max(task.due_on, on) + chance.randint(5, 15) * _DAY
        tasks.move(task, later, by=by, now=now, why="They asked for more time")
    elif luck < 0.49:
        tasks.drop(task, by=by, on=on, now=now, outcome=chance.choice(_REASONS))
    elif luck < 0.55 and task.checklist:
        tasks.tick(task, 0, by=by, now=now)


def _give(task: Task, now: datetime) -> None:
    """To whoever else looks after the account."""
    account = task.account
    owner = account.ta or account.ae or account.ce
    manager = User.objects.filter(role="manager").first()
    tasks.reassign(Task.objects.filter(pk=task.pk), owner, by=manager, now=now)


def at_last(found: Sequence[Customer], on: date, moment: datetime, chance: Random) -> None:
    """Some documents are being written, and some tasks were added by hand."""
    _write(on, moment, chance)
    accounts = Account.objects.current().filter(ta__isnull=False).select_related("ta")[:12]
    for number, account in enumerate(accounts):
        title, points = _BY_HAND[number % len(_BY_HAND)]
        tasks.add(
            account,
            title,
            due_on=on + chance.randint(-2, 9) * _DAY,
            now=moment,
            checklist=points,
            by=account.ta,
        )


def _write(on: date, moment: datetime, chance: Random) -> None:
    """For the newest tasks whose step asks for one; the last of them is put away again."""
    newest = Task.objects.exclude(state=TaskState.DROPPED).filter(
        owner__isnull=False, run__isnull=False
    )
    begun = []
    for task in newest.select_related("account", "owner", "run__playbook", "run__version").order_by(
        "-due_on"
    ):
        if len(begun) == _DOCUMENTS:
            break
        if template := documents.template_of(task):
            past = moment - chance.randint(1, 9) * _DAY
            begun.append(
                documents.write(task.account, template, by=task.owner, now=past, task=task)
            )
    for document in begun[::2]:
        body = document.body.rstrip("\n") + _LEARNT
        documents.save(document, body, by=document.author, now=moment)
    for document in begun[-1:]:
        documents.archive(document, by=document.author, now=moment)
