"""What events mean together: the same in any order, machines told from people, soft from dead."""

from datetime import timedelta
from itertools import permutations

import pytest

from campaigns.tracking.verdict import Said, came_back_soft, first_click, is_machine, judge
from tests.campaigns.roads import NOW

CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36"


def after(seconds: float):
    return NOW + timedelta(seconds=seconds)


def test_order_of_events_does_not_matter():
    events = [
        Said("sent", after(1)),
        Said("deferred", after(2)),
        Said("delivered", after(3)),
        Said("bounced", after(4), "bounced"),
        Said("complained", after(5), "spam"),
    ]
    verdicts = {judge(order) for order in permutations(events)}
    assert verdicts == {("complained", after(5), after(1), "")}


@pytest.mark.parametrize(
    ("kinds", "outcome", "taken", "refused"),
    [
        ([], "", False, ""),
        (["queued"], "", True, ""),
        (["deferred"], "", True, ""),
        (["delivered"], "delivered", True, ""),
        (["delivered", "bounced"], "bounced", True, ""),
        (["bounced", "delivered"], "bounced", True, ""),
        (["complained", "delivered"], "complained", True, ""),
        (["opened"], "", True, ""),
        (["rejected"], "bounced", False, "rejected"),
        (["failed"], "", False, "failed"),
        (["failed", "delivered"], "delivered", True, "failed"),
        (["unknown", "confirmation", "inbound"], "", False, ""),
    ],
)
def test_verdict(kinds, outcome, taken, refused):
    verdict = judge(Said(kind, after(number)) for number, kind in enumerate(kinds))
    assert (verdict.outcome, bool(verdict.taken_at), verdict.refused) == (outcome, taken, refused)


@pytest.mark.parametrize(
    ("agent", "seconds", "machine"),
    [
        (CHROME, 60, False),
        (CHROME, 10, False),
        (CHROME, 9, True),
        (CHROME, -30, True),
        ("", 60, True),
        ("  ", 60, True),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_2) AppleWebKit/605.1.15 Mobile", 60, False),
        ("Mozilla/5.0 (compatible; bingbot/2.0)", 60, True),
        ("Barracuda Sentinel (EE)", 60, True),
        ("Mozilla/5.0 (X11) HeadlessChrome/118", 60, True),
        ("python-requests/2.31", 60, True),
        ("curl/8.4.0", 60, True),
        ("Mimecast-URL-Protect", 60, True),
        ("Slackbot-LinkExpanding 1.0", 60, True),
    ],
)
def test_machine_clicks(agent, seconds, machine):
    assert is_machine(Said("clicked", after(seconds), agent=agent), arrived=NOW) is machine


def test_provider_that_knows_a_bot_is_believed():
    came = {"event-data": {"client-info": {"bot": "apple"}}}
    assert is_machine(Said("clicked", after(60), agent=CHROME, came=came), arrived=NOW)


def test_first_click_of_a_person_counts():
    clicks = [
        Said("clicked", after(900), agent=CHROME),
        Said("clicked", after(2), agent=CHROME),
        Said("clicked", after(300), agent=CHROME),
        Said("clicked", after(100), agent="curl/8"),
    ]
    assert first_click(clicks, arrived=NOW) == after(300)
    assert first_click(clicks[1:2], arrived=NOW) is None
    assert first_click(clicks[1:2], arrived=None) == after(2)


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("mails", "dead"),
    [
        ([], False),
        ([(1, "bounced", 3), (2, "deferred", 2)], False),
        ([(1, "bounced", 3), (2, "deferred", 2), (3, "bounced", 1)], True),
        ([(1, "bounced", 3), (1, "bounced", 2), (1, "bounced", 1)], False),
        ([(1, "bounced", 30), (2, "bounced", 2), (3, "bounced", 1)], False),
        ([(1, "bounced", 29), (2, "bounced", 2), (3, "bounced", 1)], True),
        ([(1, "bounced", 4), (2, "bounced", 3), (9, "delivered", 2), (3, "bounced", 1)], False),
        ([(9, "delivered", 5), (1, "bounced", 4), (2, "bounced", 3), (3, "bounced", 1)], True),
    ],
)
def test_address_is_dead_after_three_soft_mails_in_thirty_days(mails, dead):
    told = [(mail, kind, NOW - DAY * ago) for mail, kind, ago in mails]
    assert came_back_soft(told, on=NOW) is dead
    assert came_back_soft(told[::-1], on=NOW) is dead
