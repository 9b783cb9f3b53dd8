"""Opt-outs and suppressions: by address, once, with their history."""

from datetime import timedelta

import pytest

from accounts import consent
from accounts.models import ConsentEvent, Suppression, SuppressionReason, Topic
from tests.factories.accounts import MOMENT

pytestmark = pytest.mark.django_db

LATER = MOMENT + timedelta(1)
ADA = "ada@acme.example"


def suppressed() -> list[tuple[str, str]]:
    return list(Suppression.objects.order_by("address", "reason").values_list("address", "reason"))


def history() -> list[tuple]:
    rows = ConsentEvent.objects.order_by("at", "pk")
    return list(rows.values_list("address", "action", "reason", "source", "at"))


def test_opt_out_is_written_with_who_asked_and_when():
    assert consent.opt_out([ADA], source="link in a mail", now=MOMENT) == 1
    kept = Suppression.objects.get()
    assert (kept.address, kept.reason, kept.source, kept.created_at) == (
        ADA,
        "opted_out",
        "link in a mail",
        MOMENT,
    )
    assert history() == [(ADA, "suppressed", "opted_out", "link in a mail", MOMENT)]


@pytest.mark.parametrize("written", ["ADA@Acme.Example", " ada@acme.example ", ADA])
def test_address_is_the_same_in_any_case(written):
    consent.opt_out([ADA], source="first", now=MOMENT)
    assert consent.opt_out([written], source="second", now=LATER) == 0
    assert suppressed() == [(ADA, "opted_out")]


def test_opt_out_again_keeps_the_first_date_and_history():
    consent.opt_out([ADA], source="first", now=MOMENT)
    consent.opt_out([ADA], source="second", now=LATER)
    assert Suppression.objects.get().created_at == MOMENT
    assert len(history()) == 1


def test_same_address_twice_in_one_list_counts_once():
    assert consent.opt_out([ADA, ADA.upper()], source="list", now=MOMENT) == 1
    assert len(history()) == 1


def test_reasons_stand_beside_each_other():
    consent.opt_out([ADA], source="link", now=MOMENT)
    consent.suppress([ADA], reason=SuppressionReason.BOUNCED, source="provider", now=LATER)
    assert suppressed() == [(ADA, "bounced"), (ADA, "opted_out")]


def test_lift_takes_away_one_reason_and_is_written_down():
    for reason in ("opted_out", "bounced"):
        consent.suppress([ADA], reason=reason, source="x", now=MOMENT)
    assert consent.lift(" ADA@acme.example", reason="bounced", source="ta", now=LATER)
    assert suppressed() == [(ADA, "opted_out")]
    assert history()[-1] == (ADA, "lifted", "bounced", "ta", LATER)


def test_lift_of_nothing_writes_nothing():
    assert not consent.lift(ADA, reason="bounced", source="ta", now=MOMENT)
    assert history() == []


def test_opt_out_after_a_lift_counts_again():
    consent.opt_out([ADA], source="first", now=MOMENT)
    consent.lift(ADA, reason="opted_out", source="ta", now=MOMENT)
    assert consent.opt_out([ADA], source="second", now=LATER) == 1
    assert [event[1] for event in history()] == ["suppressed", "lifted", "suppressed"]


@pytest.mark.parametrize(
    ("reasons", "gravest"),
    [
        (["opted_out"], "opted_out"),
        (["bounced", "opted_out"], "bounced"),
        (["opted_out", "bounced", "complained"], "complained"),
    ],
)
def test_gravest_reason_of_an_address_is_told(reasons, gravest):
    for reason in reasons:
        consent.suppress([ADA], reason=reason, source="x", now=MOMENT)
    assert consent.reasons([ADA, "bob@acme.example"]) == {ADA: gravest}


@pytest.mark.parametrize("number", [1, 3, 200])
def test_opt_out_takes_the_same_queries_for_any_number(number, django_assert_max_num_queries):
    addresses = [f"person{count}@acme.example" for count in range(number)]
    with django_assert_max_num_queries(7):
        assert consent.opt_out(addresses, source="list", now=MOMENT) == number


# Topics.


def without() -> set[str]:
    return set(consent.without(ADA))


def test_topic_is_opted_out_of_and_everything_else_still_wanted():
    consent.opt_out([ADA], source="page", now=MOMENT, topic="recaps")
    assert consent.without(ADA) == {"recaps": MOMENT}
    assert consent.reasons([ADA]) == {}
    assert str(Suppression.objects.get()) == f"{ADA}: opted out of Usage recaps"


def test_opting_out_of_everything_leaves_the_topics_as_they_were_chosen():
    consent.opt_out([ADA], source="page", now=MOMENT, topic="recaps")
    consent.opt_out([ADA], source="link", now=LATER)
    consent.lift(ADA, reason=SuppressionReason.OPTED_OUT, source="page", now=LATER)
    assert (consent.reasons([ADA]), without()) == ({}, {"recaps"})


def test_choosing_topics_changes_what_differs_and_keeps_the_first_day():
    wanted = set(Topic.values) - {"recaps", "betas"}
    assert consent.choose(ADA, wanted, source="page", now=MOMENT) == 2
    assert consent.choose(ADA, wanted | {"betas"}, source="page", now=LATER) == 1
    assert consent.choose(ADA, wanted | {"betas"}, source="page", now=LATER) == 0
    assert consent.without(ADA) == {"recaps": MOMENT}
    events = ConsentEvent.objects.order_by("at", "pk").values_list("action", "topic")
    assert list(events) == [
        ("suppressed", "recaps"),
        ("suppressed", "betas"),
        ("lifted", "betas"),
    ]


def test_bounce_is_never_of_a_topic_only():
    with pytest.raises(ValueError, match="for every topic"):
        consent.suppress(
            [ADA], reason=SuppressionReason.BOUNCED, source="x", now=MOMENT, topic="recaps"
        )
