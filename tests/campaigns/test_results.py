"""Sums of the ledger add up, whatever is in it."""

from random import Random

import pytest

from campaigns import responses, results
from campaigns.models import Outcome, Status, Touch
from tests.campaigns.roads import NOW
from tests.factories.accounts import ContactFactory
from tests.factories.campaigns import TouchFactory

pytestmark = pytest.mark.django_db


def test_nothing_is_zero_everywhere():
    empty = results.of(Touch.objects.all())
    assert (empty.total, empty.still_open, empty.skipped) == (0, 0, [])


@pytest.mark.parametrize("seed", range(4))
def test_planned_is_what_ended_and_what_is_open(seed, django_assert_num_queries):
    chance, contact = Random(seed), ContactFactory()
    for _ in range(40):
        status = chance.choice(Status.values)
        touch = TouchFactory(
            contact=contact,
            status=status,
            reason=chance.choice(["budget", "stage", "paused"]) if status == "skipped" else "",
            outcome=chance.choice(Outcome.values) if status == "sent" else "",
        )
        if status == "sent" and chance.random() < 0.5:
            chance.choice([responses.replied, responses.booked])(touch, now=NOW)
    with django_assert_num_queries(2):
        found = results.of(Touch.objects.all())
    ended = {part.slug: part.count for part in found.ended}
    assert found.total == 40 == sum(ended.values()) + found.still_open
    assert sum(part.count for part in found.skipped) == ended["skipped"]
    assert sum(part.count for part in found.came_back) <= ended["sent"]
    assert sum(part.count for part in found.did) <= ended["sent"]
