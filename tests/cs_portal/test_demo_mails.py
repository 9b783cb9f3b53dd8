"""Single mails of the demo's past leave at their own minute, and none is missed."""

from datetime import timedelta

import pytest

from campaigns.models import CustomerMail
from cs_portal.demo import life
from tests.campaigns.letters.test_letters import planned
from tests.campaigns.roads import NOW


@pytest.mark.django_db(transaction=True)
def test_each_leaves_when_it_would_have_left(settings):
    settings.PORTAL_SENDING = "log"
    for days in (9, 5, 0):
        at = NOW - timedelta(days)
        planned(key=f"{days}", not_before=at, closes_at=at + timedelta(hours=2))
    planned(key="later", not_before=NOW + timedelta(1), closes_at=NOW + timedelta(2))
    life.single_mails(until=NOW)
    rows = CustomerMail.objects.order_by("not_before")
    assert [(row.status, row.transport) for row in rows] == [("sent", "log")] * 3 + [
        ("planned", "")
    ]
    assert [row.sent_at - row.not_before for row in rows[:2]] == [timedelta(seconds=40)] * 2
