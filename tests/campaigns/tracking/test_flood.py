"""A flood: ten thousand events in any order, many twice, give the right states in bounded time."""

from collections import Counter
from datetime import timedelta
from random import Random
from time import process_time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Suppression
from campaigns.models import ProviderEvent, Touch, TouchResponse
from campaigns.tracking import handle
from tests.campaigns.roads import NOW
from tests.factories.accounts import ContactFactory
from tests.factories.campaigns import TouchFactory

CHROME = "Mozilla/5.0 (Windows NT 10.0) Chrome/120.0"
# Lives of a mail: status before, events with their seconds after it left; what is right at the end.
LIVES = [
    ("sent", [("sent", 1), ("delivered", 3)], ("sent", "delivered", 0)),
    ("uncertain", [("delivered", 3)], ("sent", "delivered", 0)),
    ("sending", [("deferred", 2), ("delivered", 50)], ("sent", "delivered", 0)),
    ("sent", [("delivered", 3), ("bounced", 9)], ("sent", "bounced", 0)),
    ("uncertain", [("bounced", 9)], ("sent", "bounced", 0)),
    ("sent", [("delivered", 3), ("opened", 60), ("complained", 99)], ("sent", "complained", 0)),
    ("uncertain", [("rejected", 1)], ("failed", "bounced", 0)),
    ("sent", [("delivered", 3), ("clicked", 4)], ("sent", "delivered", 0)),
    ("sent", [("delivered", 3), ("clicked", 4), ("clicked", 400)], ("sent", "delivered", 1)),
    ("uncertain", [("opened", 60)], ("sent", "", 0)),
    # What is graver stays, since it was first told, whatever the provider says later.
    ("sent", [("bounced", 3), ("delivered", 9)], ("sent", "bounced", 0)),
    ("sent", [("complained", 40), ("complained", 9), ("bounced", 99)], ("sent", "complained", 0)),
]
_SAY = {"bounced": ("bounced", "rejected")}


def event(touch: Touch, kind: str, seconds: int) -> ProviderEvent:
    told = {"reason": "bounced" if kind in ("bounced", "rejected") else "", "said": ["", ""]}
    told |= {"message_id": "", "touch": str(touch.pk), "agent": CHROME, "url": ""}
    return ProviderEvent(
        provider="sendgrid",
        event_key=f"{kind}:{touch.pk}:{seconds}",
        kind=kind,
        address=touch.address,
        at=NOW + timedelta(seconds=seconds),
        raw={"told": told, "came": {}},
        received_at=NOW,
    )


def flood(mails: int, chance: Random) -> tuple[list[ProviderEvent], list[tuple]]:
    first = TouchFactory(status="sent", sent_at=NOW)
    account = first.account
    people = [ContactFactory.build(account=account) for _ in range(mails)]
    type(first.contact).objects.bulk_create(people)
    touches, right = [], []
    for number, person in enumerate(people):
        status, told, end = LIVES[number % len(LIVES)]
        says = _SAY.get(end[1], (end[1],))
        since = min((seconds for kind, seconds in told if kind in says), default=None)
        touches.append(
            TouchFactory.build(
                contact=person, account=account, campaign=first.campaign, status=status, sent_at=NOW
            )
        )
        right.append((*end, since))
    Touch.objects.bulk_create(touches)
    events = [
        event(touch, kind, seconds)
        for number, touch in enumerate(touches)
        for kind, seconds in LIVES[number % len(LIVES)][1]
    ]
    events += chance.sample(events, len(events) // 4)  # told twice
    chance.shuffle(events)
    return events, right


def states() -> list[tuple]:
    clicked = Counter(TouchResponse.objects.values_list("touch", flat=True))
    rows = Touch.objects.order_by("pk").values_list("pk", "status", "outcome", "outcome_at")[1:]
    return [
        (status, outcome, clicked[pk], (at - NOW).seconds if at else None)
        for pk, status, outcome, at in rows
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_states_are_right_whatever_the_order_and_the_batches(seed, monkeypatch):
    chance = Random(seed)
    monkeypatch.setattr(handle, "BATCH", chance.choice([1, 7, 50]))
    events, right = flood(60, chance)
    while events:  # in calls of some size, with the heartbeat between them
        size = chance.randrange(1, 60)
        ProviderEvent.objects.bulk_create(events[:size], ignore_conflicts=True)
        events = [ProviderEvent(**{**fresh(e)}) for e in events[size:]]
        handle.handle_waiting(now=NOW)
    assert states() == right
    gone = Suppression.objects.order_by("address").values_list("address", "reason")
    reasons = Counter(reason for _, reason in gone)
    assert reasons == {"bounced": 25, "complained": 10}


def fresh(event: ProviderEvent) -> dict:
    fields = ("provider", "event_key", "kind", "address", "at", "raw", "received_at")
    return {name: getattr(event, name) for name in fields}


@pytest.mark.slow
@pytest.mark.django_db
def test_ten_thousand_events_take_a_heartbeat_or_two():
    events, right = flood(4_450, Random(7))
    assert len(events) > 10_000
    ProviderEvent.objects.bulk_create(events, ignore_conflicts=True, batch_size=500)
    waiting = ProviderEvent.objects.count()
    began = process_time()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert handle.handle_waiting(now=NOW) == waiting
    assert process_time() - began < 30
    assert len(asked) <= 30 * (waiting // handle.BATCH + 1)
    assert states() == right
