"""The success plan as the customer sees it, and what they may say and do there."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from accounts.models import Contact
from campaigns import links
from campaigns.hub.places import Places
from campaigns.public.page import Visitor, page, show, unknown
from lifecycle.models import Side, SuccessPlan, TaskState
from lifecycle.plans import action, content, parts, shared, signing
from lifecycle.plans.differences import Section

_COMMENTS = 100
_PEOPLE = ("account__ta", "owner", "sponsor", "customer_sponsor")


@dataclass(slots=True)
class Answer:
    """What became of a post: done, or refused with why, what differs, and what was typed."""

    done: str = ""
    refused: str = ""
    sections: list[Section] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)
    status: int = 200


def find(contact: Contact, key: int) -> SuccessPlan | None:
    """The plan, while it is the account's current one and shared."""
    plans = SuccessPlan.objects.current().filter(account=contact.account_id, shared=True)
    return plans.select_related(*_PEOPLE).filter(pk=key).first()


def read(contact: Contact, plan: SuccessPlan, *, on: date) -> dict[str, Any]:
    """What the page shows, in a fixed number of queries."""
    found = shared.part(content.of(plan, on=on))
    for row in found["actions"]:
        row["overdue"] = row["state"] == TaskState.OPEN and row["due_on"] < on
    version = signing.offered(plan)
    signatures = list(version.signatures.all()) if version else []
    comments = plan.comments.filter(internal=False).select_related("user", "contact", "objective")
    return {
        "plan": plan,
        "content": found,
        "sides": [
            (side.value, [row for row in found["actions"] if row["side"] == side.value])
            for side in (Side.CUSTOMER, Side.OURS)
        ],
        "mine": set(_own(contact, plan).values_list("pk", flat=True)),
        "comments": list(comments[:_COMMENTS]),
        "version": version,
        "signatures": signatures,
        "signed": any(found.contact_id == contact.pk for found in signatures),
        "sign_fields": [("version", version.number)] if version else [],
        "outdated": signing.outdated(plan, version, on=on) if version else [],
    }


def _own(contact: Contact, plan: SuccessPlan):
    """Open shared actions that are theirs, or nobody's in particular at the customer."""
    return plan.actions.filter(
        Q(contact=contact) | Q(contact=None),
        side=Side.CUSTOMER,
        shared=True,
        state=TaskState.OPEN,
    )


@page(links.PLAN)
def plan(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    contact, on, now = visitor.contact, timezone.localdate(), timezone.now()
    found = find(contact, visitor.about)
    if found is None:
        return unknown(request)
    answer = Answer()
    if request.method == "POST":
        answer = _answer(request.POST, contact, found, on=on, now=now)
    context = {
        **read(contact, found, on=on),
        "contact": contact,
        "account": contact.account,
        "answer": answer,
        "at": Places(contact),
    }
    return show(request, "public/hub/plan.html", context, status=answer.status)


def _answer(
    sent: QueryDict, contact: Contact, plan: SuccessPlan, *, on: date, now: datetime
) -> Answer:
    verb = _VERBS.get(sent.get("do", ""))
    if verb is None:
        return Answer()
    typed = {name: sent.get(name, "") for name in ("text", "name", "title", "outcome")}
    try:
        return Answer(done=verb(sent, contact, plan, on, now))
    except signing.StalePlanError as stale:
        return Answer(refused=str(stale), sections=stale.sections, typed=typed, status=409)
    except ValueError as refused:
        return Answer(refused=str(refused), typed=typed, status=400)


def _comment(sent: QueryDict, contact: Contact, plan: SuccessPlan, on: date, now: datetime) -> str:
    key = sent.get("objective", "")
    objective = plan.objectives.filter(pk=key, shared=True).first() if key.isdecimal() else None
    parts.comment(plan, sent.get("text", ""), now=now, contact=contact, objective=objective)
    return "Your comment stands below; our team is told."


def _done(sent: QueryDict, contact: Contact, plan: SuccessPlan, on: date, now: datetime) -> str:
    key = sent.get("action", "")
    found = _own(contact, plan).filter(pk=key).first() if key.isdecimal() else None
    if found is None:
        raise ValueError("This action is not open any more, or not yours.")
    outcome = sent.get("outcome", "")
    action.close(found, TaskState.DONE, by=None, on=on, now=now, outcome=outcome, contact=contact)
    return f"Done: {found.title}"


def _sign(sent: QueryDict, contact: Contact, plan: SuccessPlan, on: date, now: datetime) -> str:
    number, name = sent.get("version", ""), sent.get("name", "")
    if not number.isdecimal() or len(number) > 6:
        raise ValueError("Open the page again before you sign.")
    signature = signing.sign(
        plan,
        int(number),
        contact=contact,
        name=name,
        title=sent.get("title", ""),
        on=on,
        now=now,
    )
    return f"Signed by {signature.name}. Thank you."


_VERBS = {"comment": _comment, "done": _done, "sign": _sign}
