"""What a what-if says is what comes when it is saved, and nothing is written by asking."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import Programme
from campaigns.definitions import DefinitionError
from campaigns.drafting import draft as drafts
from campaigns.models import Campaign, Touch, WhatIf
from campaigns.what_if import asking
from lifecycle.models import StageChange
from lifecycle.policy import PolicyError
from tests.campaigns.days import MONDAY, book, customer, early, person, pinged, run, run_through
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
NOW = early(MONDAY) + timedelta(hours=6)
LAST = MONDAY + timedelta(30)


def lived_in(count=3):
    """Customers of one programme at different ages, decided through MONDAY."""
    for number in range(count):
        account = customer(f"acme-{number}", began=40 + 9 * number)
        person(account, "ada")
        pinged(account, until=MONDAY)
    run(MONDAY)


def ask_policy(**changes):
    programme = Programme.objects.get(slug="digital")
    changed = {**programme.policy, **changes}
    return asking.policy(programme, changed, by=UserFactory(), now=NOW, on=MONDAY)


def exactly(asked):
    """The same question without assuming further usage, so that the run that follows agrees."""
    asked.result, asked.done, asked.state = {}, 0, WhatIf.State.WAITING
    asking.work(asked, until=lambda: False, steady=False)
    return asked.result


def sent():
    rows = Touch.objects.filter(status="planned", decided_on__gt=MONDAY)
    return {(row.decided_on.isoformat(), row.address, row.campaign.slug, row.step) for row in rows}


def told(result, sign):
    return {
        (mail["on"], mail["address"], mail["campaign"], mail["step"])
        for mail in result["mails"]
        if mail["sign"] == sign
    }


def test_policy_asked_then_saved_then_run_is_as_foretold():
    lived_in()
    result = exactly(ask_policy(onboarding_days=45))
    lives = []
    for policy in ({}, {"onboarding_days": 45}):
        with transaction.atomic():
            found = Programme.objects.get(slug="digital")
            found.policy = {**found.policy, **policy}
            found.save()
            run_through(MONDAY + timedelta(1), LAST)
            stages = set(
                StageChange.objects.filter(on__gt=MONDAY).values_list("account__external_id", "on")
            )
            lives.append((sent(), stages))
            transaction.set_rollback(True)
    (before, stages_before), (after, stages_after) = lives
    assert told(result, "+") == after - before
    assert told(result, "-") == before - after
    assert result["counts"]["mails_now"] == len(before)
    assert result["counts"]["mails_then"] == len(after)
    moved = {account for account, _ in stages_before ^ stages_after}
    assert {change["account"] for change in result["stages"]} == moved != set()
    assert sum(day["appear"] for day in result["days"]) == len(after - before)


def test_campaign_s_draft_published_and_run_is_as_foretold():
    lived_in()
    by = UserFactory()
    draft = drafts.create("day70", "Day seventy", by=by, now=NOW)
    rule = {**draft.rule, "due": {"kind": "relationship_day", "days": {"1": 70}}}
    rule["stages"] = ["onboarding", "adopting", "nurturing"]
    drafts.save(draft, revision=1, by=by, now=NOW, rule=rule)
    result = exactly(asking.campaign(draft.campaign, rule, by=by, now=NOW, on=MONDAY))
    assert result["counts"]["appear"] == 3
    drafts.publish(draft, revision=2, by=by, now=NOW)
    run_through(MONDAY + timedelta(1), LAST)
    assert told(result, "+") == {found for found in sent() if found[2] == "day70"}


def test_asking_writes_nothing_but_the_question():
    lived_in()
    before = book()
    asked = ask_policy(target_usage=99, renewing_days=300)
    assert asked.state == WhatIf.State.DONE
    assert asked.result["counts"]["stages"] == 3
    assert book() == before


def test_what_cannot_be_used_is_refused():
    with pytest.raises(PolicyError):
        ask_policy(onboarding_days="many")
    campaign = Campaign.objects.get(slug="asp_sync")
    with pytest.raises(DefinitionError):
        asking.campaign(campaign, {"to": []}, by=UserFactory(), now=NOW, on=MONDAY)
    assert not WhatIf.objects.exists()


def test_many_accounts_are_asked_in_slices_that_add_up(monkeypatch):
    lived_in(5)
    whole = ask_policy(onboarding_days=45).result
    monkeypatch.setattr(asking, "AT_ONCE", 2)
    monkeypatch.setattr(asking, "SLICE", 2)
    asked = ask_policy(onboarding_days=45)
    assert (asked.state, asked.done) == (WhatIf.State.WAITING, 0)
    done = []
    while asking.go_on(now=NOW, until=lambda: True):
        asked.refresh_from_db()
        done.append(asked.done)
    assert done == [2, 4, 5]
    assert asked.state == WhatIf.State.DONE
    assert asked.result["counts"] == {k: v for k, v in whole["counts"].items() if v}
    assert asked.result["days"] == whole["days"]


def test_question_that_breaks_is_told_and_not_asked_again(monkeypatch):
    lived_in(1)
    monkeypatch.setattr(asking, "AT_ONCE", 0)
    asked = ask_policy(onboarding_days=45)
    monkeypatch.setattr(asking, "compare", None)
    with pytest.raises(TypeError):
        asking.go_on(now=NOW, until=lambda: False)
    asked.refresh_from_db()
    assert asked.state == WhatIf.State.FAILED and asked.error
    assert asking.go_on(now=NOW, until=lambda: False) == 0


def test_more_than_the_sample_is_asked_of_a_part(monkeypatch):
    lived_in(3)
    monkeypatch.setattr(asking, "SAMPLE", 2)
    asked = ask_policy(onboarding_days=45)
    assert (asked.total, asked.done) == (2, 2)
    assert len(asking.concerned(asked.proposal)) == 3
