"""What becomes of an open occurrence for each recipient, and the reason when nothing does."""

from datetime import timedelta

import pytest

from campaigns.cadence import Occurrence
from campaigns.eligibility import Recipient, Row, closed_gate, out_of_scope, touches
from lifecycle.facts import NEW, Override
from tests.campaigns.starter_rules import rules
from tests.lifecycle.snapshots import START, day, decided, facts, pinged, term, the_policy

# START is a Monday: day 30 a Wednesday, day 33 and 34 a weekend, day 75 a Saturday.
ADA = Recipient(1, "ada@acme.example", "Europe/London", frozenset({"program_contact"}))
BOB = Recipient(2, "bob@acme.example", "", frozenset({"champion", "instance_admin"}))
EVE = Recipient(3, "eve@acme.example", "", frozenset({"end_user", "executive"}))
PEOPLE = (ADA, BOB, EVE)


def occurrence(campaign="day30_checkin", due=30, step="1", programme="digital", variant=""):
    rule = rules()[campaign, programme]
    return Occurrence(rule, step, variant, day(due), day(due) + rule.window)


def the_day(on=30, found=None, people=PEOPLE, ledger=(), paused=(), before=NEW, **given):
    """What the day does, to the day-30 check-in unless told otherwise."""
    known = facts(*given.pop("terms", (term(),)), **given)
    return touches(
        known,
        decided(known, day(on), before),
        [found or occurrence()],
        people,
        {row.key: row for row in ledger},
        policy=the_policy(),
        paused=frozenset(paused),
    )


def outcomes(done) -> dict[str, tuple[str, str]]:
    return {row.address: (row.status, row.reason) for row in done.rows}


def row(person=ADA, status="waiting", reason="weekend", on=30, **changes) -> Row:
    (fresh,) = (r for r in the_day(people=(person,) if person else ()).rows)
    return fresh._replace(
        **({"touch": 7, "status": status, "reason": reason, "decided_on": day(on)} | changes)
    )


# Recipients (C5)


def test_everybody_who_holds_any_of_the_roles_gets_one_copy():
    done = the_day()
    assert outcomes(done) == {
        "ada@acme.example": ("due", ""),
        "bob@acme.example": ("due", ""),
    }


def test_contact_with_several_of_the_roles_gets_one_copy():
    both = BOB._replace(roles=frozenset({"champion", "instance_admin", "program_contact"}))
    assert len(the_day(people=(both,)).rows) == 1


def test_rows_carry_what_the_ledger_needs():
    (one,) = the_day(people=(ADA,)).rows
    assert one.key == (1, 1, "day30_checkin", "1", 1)
    assert (one.due_on, one.closes_on, one.decided_on) == (day(30), day(37), day(30))
    assert (one.zone, one.variant, one.touch) == ("Europe/London", "", None)


@pytest.mark.parametrize(
    ("of_contact", "of_account", "expected"),
    [
        ("Asia/Kolkata", "Europe/London", "Asia/Kolkata"),
        ("", "Europe/London", "Europe/London"),
        ("", "", ""),
    ],
)
def test_time_zone_is_the_contacts_else_the_accounts(of_contact, of_account, expected):
    (one,) = the_day(people=(ADA._replace(zone=of_contact),), zone=of_account).rows
    assert one.zone == expected


def test_nobody_with_a_role_is_a_row_and_a_missing_role():
    done = the_day(people=(EVE,))
    assert outcomes(done) == {"": ("waiting", "no_recipient")}
    assert done.missing == [("program_contact", "instance_admin", "champion")]


def test_role_is_not_missed_while_another_gate_is_shut():
    done = the_day(on=61, found=occurrence(due=60), people=(EVE,))
    assert outcomes(done) == {"": ("waiting", "stage")}
    assert done.missing == []


def test_row_of_nobody_goes_when_somebody_takes_the_role():
    nobody = row(None, reason="no_recipient")
    done = the_day(on=31, people=(ADA,), ledger=[nobody])
    assert done.dropped == [nobody]
    assert outcomes(done) == {"ada@acme.example": ("due", "")}


def test_row_of_nobody_that_ended_stays():
    nobody = row(None, "skipped", "no_recipient")
    assert the_day(on=31, people=(ADA,), ledger=[nobody]).dropped == []


# Gates, in the order in which they give the reason


@pytest.mark.parametrize(
    ("silenced", "reason"),
    [("opted_out", "opted_out"), ("bounced", "undeliverable"), ("complained", "undeliverable")],
)
def test_silenced_address_waits_alone(silenced, reason):
    done = the_day(people=(ADA._replace(silenced=silenced), BOB))
    assert outcomes(done) == {
        "ada@acme.example": ("waiting", reason),
        "bob@acme.example": ("due", ""),
    }
    assert done.missing == []


@pytest.mark.parametrize(
    ("on", "status"),
    [
        pytest.param(32, ("due", ""), id="Friday"),
        pytest.param(33, ("waiting", "weekend"), id="Saturday"),
        pytest.param(34, ("waiting", "weekend"), id="Sunday"),
        pytest.param(35, ("due", ""), id="Monday"),
    ],
)
def test_nothing_is_due_at_a_weekend(on, status):
    assert outcomes(the_day(on=on, people=(ADA,))) == {"ada@acme.example": status}


@pytest.mark.parametrize(
    ("without", "outcome"),
    [
        pytest.param({"check_ins"}, ("waiting", "topic"), id="not about this"),
        pytest.param({"recaps", "betas"}, ("due", ""), id="only not about other things"),
    ],
)
def test_topic_that_is_not_wanted_waits_alone(without, outcome):
    done = the_day(people=(ADA._replace(without=frozenset(without)), BOB))
    assert outcomes(done) == {ADA.address: outcome, BOB.address: ("due", "")}


def test_address_that_gets_nothing_is_told_so_and_not_by_the_topic():
    silent = ADA._replace(silenced="opted_out", without=frozenset({"check_ins"}))
    assert outcomes(the_day(people=(silent,))) == {silent.address: ("waiting", "opted_out")}


@pytest.mark.parametrize(
    ("booked", "outcome"),
    [
        pytest.param({"day30_checkin": day(30)}, ("waiting", "meeting_booked"), id="ends today"),
        pytest.param({"day30_checkin": day(29)}, ("due", ""), id="over since yesterday"),
        pytest.param({"asp_sync": day(40)}, ("due", ""), id="of another campaign"),
    ],
)
def test_meeting_to_come_stops_the_campaign_that_offered_it(booked, outcome):
    done = the_day(people=(ADA._replace(booked=booked), BOB))
    assert outcomes(done) == {ADA.address: outcome, BOB.address: ("due", "")}


def test_weekend_is_the_reason_only_when_there_is_no_other():
    silent = ADA._replace(silenced="opted_out")
    assert outcomes(the_day(on=33, people=(silent,))) == {silent.address: ("waiting", "opted_out")}
    assert outcomes(the_day(on=33, people=(EVE,))) == {"": ("waiting", "no_recipient")}


def test_stage_is_the_one_that_campaigns_follow():
    said = Override("adopting", day(30), day(32), "ta@csportal.example", "so")
    assert outcomes(the_day(people=(ADA,), override=said)) == {ADA.address: ("waiting", "stage")}
    assert outcomes(the_day(on=32, people=(ADA,), override=said)) == {ADA.address: ("due", "")}


@pytest.mark.parametrize(
    ("paused_until", "status"),
    [
        pytest.param(31, ("waiting", "paused"), id="until tomorrow"),
        pytest.param(30, ("due", ""), id="until today"),
    ],
)
def test_paused_account_waits_until_the_day(paused_until, status):
    done = the_day(people=(ADA,), paused_until=day(paused_until))
    assert outcomes(done) == {ADA.address: status}


def test_paused_campaign_waits():
    assert outcomes(the_day(people=(ADA,), paused=["day30_checkin"])) == {
        ADA.address: ("waiting", "paused")
    }
    assert outcomes(the_day(people=(ADA,), paused=["asp_sync"])) == {ADA.address: ("due", "")}


@pytest.mark.parametrize(
    ("figures", "status"),
    [
        pytest.param(pinged(8, 3), ("due", ""), id="both known"),
        pytest.param(pinged(0, 0), ("due", ""), id="both known and 0"),
        pytest.param(pinged(8, 3, days=3), ("waiting", "no_data"), id="usage unknown"),
        pytest.param(pinged(None), ("waiting", "no_data"), id="both unknown"),
    ],
)
def test_day90_recap_needs_both_metrics(figures, status):
    done = the_day(91, occurrence("day90_recap", 90), people=(ADA,), figures=figures)
    assert outcomes(done) == {ADA.address: status}


def test_day90_recap_needs_seats_to_know_utilization():
    terms = (term(seats=0),)
    done = the_day(91, occurrence("day90_recap", 90), (ADA,), figures=pinged(8, 3), terms=terms)
    assert outcomes(done) == {ADA.address: ("waiting", "no_data")}


@pytest.mark.parametrize(("pings", "status"), [(3, ("waiting", "no_data")), (4, ("due", ""))])
def test_monthly_recap_needs_four_pings_in_the_closed_month(pings, status):
    on = day(121)  # Wednesday, the 1st of May
    found = occurrence("monthly_recap", 121, "2024-05")
    assert (on.day, on.weekday()) == (1, 2)
    assert outcomes(the_day(121, found, (ADA,), closed_month_pings=pings)) == {ADA.address: status}


def test_end_user_onboarding_without_a_product_has_nothing_to_say():
    found = occurrence("end_user_onboarding", 10)
    assert outcomes(the_day(10, found, (ADA,))) == {ADA.address: ("waiting", "no_data")}
    found = found._replace(variant="cody_only")
    assert outcomes(the_day(10, found, (ADA,))) == {ADA.address: ("due", "")}


def test_health_mail_once_due_does_not_depend_on_the_band():
    """Healthy again two days later, and still due."""
    found = occurrence("health_poor", 100, day(100).isoformat(), variant="poor")
    done = the_day(102, found, (ADA,), figures=pinged(8, 3))
    assert outcomes(done) == {ADA.address: ("due", "")}


@pytest.mark.parametrize(
    ("on", "status"),
    [
        pytest.param(100, ("due", ""), id="adopting"),
        pytest.param(290, ("waiting", "stage"), id="renewing"),
    ],
)
def test_health_mail_goes_to_adopting_and_nurturing_only(on, status):
    found = occurrence("health_poor", on, "x", variant="poor")
    assert outcomes(the_day(on, found, (ADA,))) == {ADA.address: status}


# Which accounts are concerned at all

END = term().end


@pytest.mark.parametrize(
    ("on", "scope"),
    [
        pytest.param(day(-50), "stage", id="pipeline"),
        pytest.param(day(-1), "stage", id="prospect"),
        pytest.param(day(0), "", id="onboarding"),
        pytest.param(END, "", id="on the renewal date"),
        pytest.param(END + timedelta(30), "", id="30 days past it"),
        pytest.param(END + timedelta(31), "overdue", id="31 days past it"),
    ],
)
def test_account_is_concerned_while_it_has_a_stage_until_30_days_past_its_renewal(on, scope):
    assert out_of_scope(decided(facts(term(signed_on=day(-60))), on), the_policy()) == scope


def test_churned_account_is_not_concerned():
    found = facts(term(churned_on=day(20)))
    assert out_of_scope(decided(found, day(19)), the_policy()) == ""
    assert out_of_scope(decided(found, day(20)), the_policy()) == "stage"


def test_nothing_opens_for_an_account_that_is_not_concerned_but_open_rows_learn_why():
    terms = (term(churned_on=day(31)),)
    assert the_day(on=31, terms=terms).rows == []
    (changed,) = the_day(on=31, terms=terms, ledger=[row()]).rows
    assert (changed.touch, changed.status, changed.reason) == (7, "waiting", "stage")


# Trying again (C1), once only (C6)


@pytest.mark.parametrize("status", ["sent", "planned", "sending", "failed", "uncertain"])
def test_row_that_left_or_may_have_left_is_never_touched_again(status):
    for on in (30, 31):
        done = the_day(on=on, people=(ADA,), ledger=[row(status=status, reason="")])
        assert (done.rows, done.dropped) == ([], [])


def test_waiting_row_is_tried_again_and_becomes_due():
    (changed,) = the_day(on=35, people=(ADA,), ledger=[row(on=33)]).rows
    assert (changed.touch, changed.status, changed.reason) == (7, "due", "")
    assert changed.decided_on == day(35)


def test_waiting_row_that_waits_for_the_same_reason_is_not_written_again():
    assert the_day(on=34, people=(ADA,), ledger=[row(on=33)]).rows == []


def test_due_row_of_an_earlier_day_is_tried_again():
    """The day was cut between deciding and planning: its mail belongs to a later day."""
    (changed,) = the_day(on=31, people=(ADA,), ledger=[row(status="due", reason="")]).rows
    assert (changed.status, changed.decided_on) == ("due", day(31))


def test_due_row_of_the_same_day_stays_as_it_is():
    assert the_day(on=30, people=(ADA,), ledger=[row(status="due", reason="")]).rows == []


def test_skipped_row_stays_skipped():
    skipped = row(status="skipped", reason="stage")
    for on in (36, 37):
        assert the_day(on=on, people=(ADA,), ledger=[skipped]).rows == []


@pytest.mark.parametrize(
    ("status", "reason", "expected"),
    [
        pytest.param("waiting", "weekend", ("due", ""), id="waiting"),
        pytest.param("skipped", "stage", ("due", ""), id="skipped at the end of its window"),
        pytest.param("sent", "", None, id="sent"),
        pytest.param("failed", "", None, id="failed"),
        pytest.param("uncertain", "", None, id="uncertain"),
        pytest.param("planned", "", None, id="planned"),
    ],
)
def test_moved_due_date_opens_again_only_what_never_left(status, reason, expected):
    """The contract's start was corrected by 20 days: step and key are the same."""
    later = (term(day(20)),)
    found = occurrence()._replace(due_on=day(50), closes_on=day(57))
    old = row(status=status, reason=reason)
    done = the_day(50, found, (ADA,), [old], terms=later)
    assert outcomes(done) == ({} if expected is None else {ADA.address: expected})
    assert [(r.touch, r.due_on, r.closes_on) for r in done.rows] == (
        [] if expected is None else [(7, day(50), day(57))]
    )


def test_row_skipped_inside_its_window_is_not_opened_by_a_moved_date():
    booked = row(status="skipped", reason="meeting_booked")
    found = occurrence()._replace(due_on=day(32), closes_on=day(39))
    assert the_day(32, found, (ADA,), [booked]).rows == []


def test_contact_who_comes_later_gets_a_row_of_their_own():
    sent = row(status="sent", reason="")
    assert outcomes(the_day(on=31, people=(ADA, BOB), ledger=[sent])) == {BOB.address: ("due", "")}


# Missed while nothing ran (R3)


def test_occurrence_that_closed_while_nothing_ran_is_skipped_as_missed():
    done = the_day(on=38, people=(ADA,))
    assert outcomes(done) == {ADA.address: ("skipped", "missed")}


def test_occurrence_still_open_after_an_outage_is_due():
    assert outcomes(the_day(on=37, people=(ADA,))) == {ADA.address: ("due", "")}


def test_missed_occurrence_of_nobody_raises_no_alert():
    done = the_day(on=38, people=(EVE,))
    assert (outcomes(done), done.missing) == ({"": ("skipped", "missed")}, [])


def test_first_closed_gate_is_the_reason_told():
    known = facts(paused_until=day(99))
    decision = decided(known, day(75))
    found = occurrence("day30_checkin", 75)
    assert closed_gate(known, decision, found, frozenset()) == "paused"
    decision = decided(facts(), day(75))
    assert closed_gate(facts(), decision, found, frozenset()) == "stage"


def test_start_of_these_tests_is_a_monday():
    assert START.weekday() == 0
