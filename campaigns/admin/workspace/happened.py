"""Everything that happened with an account in one line of time, each with its actor."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from accounts.models import Account, ConsentEvent, Contact, TimelineEntry
from accounts.models.timeline import LOGGED_KINDS
from campaigns.models import Status, Touch
from lifecycle.models import Alert, StageChange

SHOWN = 120
KINDS = (
    ("stage", "Stage"),
    ("health", "Health"),
    ("alert", "Alerts"),
    ("mail", "Mails"),
    ("note", "Notes and calls"),
    ("work", "Work"),
    ("consent", "Consent"),
)


class Entry(NamedTuple):
    """`tone` is a class of the style sheet, `actor` who or what did it."""

    on: date
    kind: str
    icon: str
    tone: str
    title: str
    detail: str
    actor: str


def read(
    account: Account,
    changes: Sequence[StageChange],
    entries: Sequence[TimelineEntry],
    touches: Sequence[Touch],
    people: Sequence[Contact],
) -> dict[str, object]:
    """The newest first."""
    found = [
        *map(_stage, changes),
        *map(_note, entries),
        *_mails(touches),
        *_health(account),
        *_alerts(account),
        *_consent(people),
    ]
    found.sort(key=lambda entry: entry.on, reverse=True)
    present = {entry.kind for entry in found}
    return {
        "entries": found[:SHOWN],
        "kinds": [kind for kind in KINDS if kind[0] in present],
        "more": max(len(found) - SHOWN, 0),
    }


def _stage(change: StageChange) -> Entry:
    after = change.get_to_stage_display() or "no stage"
    before = change.get_from_stage_display() or "no stage"
    reason = (change.inputs.get("override") or {}).get("reason", "")
    rule = f"rule {change.rule}" if change.actor == "rule" else change.actor
    return Entry(
        change.on,
        "stage",
        "flag",
        f"stage-{change.to_stage or 'none'}",
        f"{before} → {after}",
        reason,
        rule,
    )


_ICONS = {
    "call": "call",
    "meeting": "groups",
    "email": "mail",
    "consent": "shield",
    "task": "task_alt",
    "plan": "flag_circle",
    "review": "slideshow",
    "renewal": "autorenew",
    "opportunity": "trending_up",
    "survey": "poll",
    "help": "support",
    "knowledge": "psychology",
    "training": "school",
    "feedback": "forum",
    "team": "badge",
}


def _note(entry: TimelineEntry) -> Entry:
    who = f" with {entry.contact}" if entry.contact else ""
    logged = entry.kind in LOGGED_KINDS
    return Entry(
        entry.on,
        "consent" if entry.kind == "consent" else "note" if logged else "work",
        _ICONS.get(entry.kind, "edit_note"),
        "note" if logged else "work",
        f"{entry.get_kind_display()}{who}: {entry.title}",
        entry.body,
        str(entry.author or ("import" if logged else "the portal")),
    )


def _mails(touches: Sequence[Touch]) -> list[Entry]:
    """One line a campaign, day and result: who got it stands in the detail."""
    ended = (Status.SENT, Status.SKIPPED, Status.FAILED, Status.UNCERTAIN)
    groups: dict[tuple, list[Touch]] = {}
    for touch in touches:
        if touch.status in ended:
            key = (touch.decided_on, touch.campaign.name, touch.step, touch.status, touch.reason)
            groups.setdefault(key, []).append(touch)
    return [
        Entry(
            day,
            "mail",
            "outgoing_mail",
            f"touch-{status}",
            f"{name}: {Status(status).label.lower()}"
            + (f" ({reason.replace('_', ' ')})" if reason else ""),
            ", ".join(touch.address or "nobody" for touch in group),
            "campaign",
        )
        for (day, name, _, status, reason), group in groups.items()
    ]


def _health(account: Account) -> list[Entry]:
    return [
        Entry(
            change.on,
            "health",
            "ecg_heart",
            f"band-{change.to_band or change.from_band or 'none'}",
            f"Health {change.get_kind_display().lower()}: "
            f"{change.get_from_band_display() or 'none'} → "
            f"{change.get_to_band_display() or 'none'}",
            f"Mail: {change.mail.replace('_', ' ')}" if change.mail else change.no_mail,
            "rule",
        )
        for change in account.health_changes.order_by("-on", "-pk")[:50]
    ]


def _alerts(account: Account) -> list[Entry]:
    """When each was raised, with what became of it."""
    return [
        Entry(
            alert.on,
            "alert",
            "notifications",
            f"severity-{alert.severity}",
            f"Alert: {alert.title}",
            _became(alert),
            "rule",
        )
        for alert in account.alerts.select_related("acknowledged_by").order_by("-on", "-pk")[:50]
    ]


def _became(alert: Alert) -> str:
    said = []
    if alert.acknowledged_at:
        who = alert.acknowledged_by or "somebody"
        said.append(f"acknowledged by {who} on {alert.acknowledged_at:%Y-%m-%d}")
    if alert.snoozed_until:
        said.append(f"snoozed until {alert.snoozed_until}")
    if alert.passed_on:
        said.append(f"passed on {alert.passed_on}")
    return "; ".join(said).capitalize()


def _consent(people: Sequence[Contact]) -> list[Entry]:
    events = ConsentEvent.objects.filter(address__in=[person.email for person in people])
    return [
        Entry(
            event.at.date(),
            "consent",
            "shield",
            "reach-opted_out",
            f"{event.address} {event.get_action_display().lower()}",
            event.get_reason_display() + (f": {event.get_topic_display()}" if event.topic else ""),
            event.source,
        )
        for event in events[:50]
    ]
