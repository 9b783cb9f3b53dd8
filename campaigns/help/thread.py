"""What is done with a help request: asked, answered, replied to, closed; each once, and told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import timeline
from accounts.models import Account, Contact, EntryKind, User
from campaigns.help import mails, promise
from campaigns.letters.words import quoted
from campaigns.models import HelpMessage, HelpRequest, HelpState, HelpTopic, Touch
from lifecycle import policy as policies
from lifecycle.models import Task
from lifecycle.work import task as tasks

Kind = HelpMessage.Kind
Source = HelpRequest.Source


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is asked for; with a `key` it is asked once, however often it is sent."""

    text: str
    subject: str = ""
    topic: str = HelpTopic.OTHER
    urgent: bool = False
    source: str = Source.PAGE
    touch: Touch | None = None
    key: str = ""
    dropped: Sequence[str] = ()


@transaction.atomic
def ask(
    contact: Contact, wish: Wish, *, now: datetime, by: User | None = None, confirm: bool = True
) -> HelpRequest:
    """Open a request and the task that answers it; raises ValueError when nothing is asked.

    The same key gives the request that is there, unchanged.
    """
    if not wish.text.strip():
        raise ValueError("Say what you need help with.")
    account = contact.account
    # The lock that makes the second of two clicks find the first one's request.
    Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if wish.key:
        known = HelpRequest.objects.filter(account=account, key=wish.key).first()
        if known:
            return known
    request = HelpRequest.objects.create(
        account=account,
        contact=contact,
        topic=wish.topic,
        subject=_subject(wish),
        urgent=wish.urgent,
        source=wish.source,
        touch=wish.touch,
        key=wish.key[:60],
        asked_at=now,
        due_at=due_at(account, urgent=wish.urgent, now=now),
    )
    _say(request, Kind.CUSTOMER, wish.text, by=by, at=now, dropped=wish.dropped)
    _open_task(request, wish.text, now=now)
    _log(request, f"{contact} asks for help: {request.subject}", wish.text, by=by, now=now)
    if confirm:
        mails.received(request, now=now)
    return request


def due_at(account: Account, *, urgent: bool, now: datetime) -> datetime:
    """By when the programme promises an answer (HR2)."""
    policy = policies.read(account.programme.policy)
    hours = policy.help_urgent_hours if urgent else policy.help_answer_hours
    return promise.due(account, hours, policy, now=now)


def _subject(wish: Wish) -> str:
    first = next(line.strip() for line in wish.text.splitlines() if line.strip())
    words = " ".join((wish.subject.strip() or first).split())
    return words if len(words) <= 120 else words[:119].rstrip() + "…"


def _open_task(request: HelpRequest, text: str, *, now: datetime) -> None:
    request.task = tasks.add(
        request.account,
        f"Answer {request.contact}: {request.subject}",
        due_on=_due_on(request),
        now=now,
        key=f"help:{request.pk}",
        instructions=f"[Open the request]({_page(request)})\n\n{quoted(text)}",
    )
    request.save(update_fields=["task"])


def _page(request: HelpRequest) -> str:
    """Where the team answers it."""
    path = reverse("admin:campaigns_helprequest_change", args=[request.pk])
    return settings.PORTAL_BASE_URL + path


def _due_on(request: HelpRequest) -> date:
    return promise.last_day(request.due_at)


@transaction.atomic
def answer(
    request: HelpRequest, text: str, *, by: User, now: datetime, close: bool = False
) -> HelpMessage:
    """Write to the customer; their clock stops and the task is done. Raises ValueError."""
    mails.check(text)
    held = _held(request)
    message = _say(held, Kind.TEAM, text.strip(), by=by, at=now)
    mails.answered(held, message, now=now)
    held.state = HelpState.CLOSED if close else HelpState.ANSWERED
    held.closed_at = now if close else None
    held.answered_at = held.answered_at or now
    held.save(update_fields=["state", "closed_at", "answered_at"])
    on = timezone.localdate(now)
    if held.task:
        tasks.finish(held.task, by=by, on=on, now=now, outcome="Answered")
    timeline.log(
        held.account,
        EntryKind.EMAIL,
        f"Answered {held.contact}: {held.subject}",
        on=on,
        now=now,
        by=by,
        contact=held.contact,
        body=text.strip(),
    )
    return message


@transaction.atomic
def reply(
    request: HelpRequest,
    text: str,
    *,
    now: datetime,
    came_from: str = "",
    dropped: Sequence[str] = (),
) -> HelpMessage:
    """The customer writes again: what was answered or closed waits for us once more (HR4).

    An open request keeps its time. Raises ValueError when nothing is said.
    """
    if not text.strip() and not dropped:
        raise ValueError("Say something.")
    held = _held(request)
    message = _say(held, Kind.CUSTOMER, text, at=now, came_from=came_from, dropped=dropped)
    if held.state != HelpState.OPEN:
        again = held.state == HelpState.CLOSED
        held.state, held.closed_at = HelpState.OPEN, None
        held.due_at = due_at(held.account, urgent=held.urgent, now=now)
        held.save(update_fields=["state", "closed_at", "due_at"])
        _reopen_task(held, text, now=now)
        word = "opened again" if again else "replied to"
        _log(held, f"{held.contact} {word}: {held.subject}", text, by=None, now=now)
    return message


def _reopen_task(held: HelpRequest, text: str, *, now: datetime) -> None:
    if held.task is None:
        _open_task(held, text, now=now)
        return
    tasks.reopen(held.task, by=None, now=now)
    held.task.refresh_from_db()
    tasks.move(held.task, _due_on(held), by=None, now=now, why="they wrote again")


@transaction.atomic
def close(request: HelpRequest, *, now: datetime, by: User | None = None) -> None:
    """It is solved: by a member of the team once it was answered, by the customer at any time.

    Raises ValueError when it is closed, or waits for an answer.
    """
    held = _held(request)
    if held.state == HelpState.CLOSED:
        raise ValueError("It is closed already.")
    if by and held.state == HelpState.OPEN:
        raise ValueError("The customer waits for an answer: close it with one.")
    held.state, held.closed_at = HelpState.CLOSED, now
    held.save(update_fields=["state", "closed_at"])
    who = by or held.contact
    _say(held, Kind.EVENT, f"Closed by {who}.", by=by, at=now)
    if held.task:
        on = timezone.localdate(now)
        tasks.finish(held.task, by=by, on=on, now=now, outcome=f"Closed by {who}")
    _log(held, f"{who} closed: {held.subject}", "", by=by, now=now)


@transaction.atomic
def note(request: HelpRequest, text: str, *, by: User, now: datetime) -> HelpMessage:
    """Seen by the team alone. Raises ValueError when nothing is said."""
    if not text.strip():
        raise ValueError("Say something.")
    return _say(request, Kind.INTERNAL, text.strip(), by=by, at=now)


@transaction.atomic
def assign(request: HelpRequest, owner: User | None, *, by: User, now: datetime) -> bool:
    """Give it to somebody; False when it was theirs. Raises ValueError when nothing is to do."""
    held = _held(request)
    if held.state != HelpState.OPEN or held.task is None:
        raise ValueError("Nothing waits for an answer here.")
    changed = tasks.reassign(Task.objects.filter(pk=held.task_id), owner, by=by, now=now)
    if changed:
        _say(held, Kind.EVENT, f"Given to {owner or 'nobody'} by {by}.", by=by, at=now)
    return bool(changed)


def _held(request: HelpRequest) -> HelpRequest:
    """The row as it is now, locked for what follows."""
    related = ("account__programme", "account__ta", "contact", "task")
    rows = HelpRequest.objects.select_for_update(of=("self",)).select_related(*related)
    return rows.get(pk=request.pk)


def _say(
    request: HelpRequest,
    kind: str,
    text: str,
    *,
    at: datetime,
    by: User | None = None,
    came_from: str = "",
    dropped: Sequence[str] = (),
) -> HelpMessage:
    return HelpMessage.objects.create(
        request=request,
        kind=kind,
        text=text.replace("\0", "").strip(),
        by=by,
        came_from=came_from,
        dropped=list(dropped),
        at=at,
    )


def _log(request: HelpRequest, title: str, body: str, *, by: User | None, now: datetime) -> None:
    timeline.log(
        request.account,
        EntryKind.HELP,
        title,
        on=timezone.localdate(now),
        now=now,
        by=by,
        contact=request.contact,
        body=body,
    )
