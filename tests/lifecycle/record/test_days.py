"""Decisions written once, with their reason; overrides that show at once."""

from datetime import date, timedelta

import pytest

from lifecycle import record
from lifecycle.batch import Batch
from lifecycle.decide import Decision, HealthEvent
from lifecycle.facts import NEW, AccountFacts, Override, State
from lifecycle.models import AccountState, Alert, HealthChange, StageChange, StageOverride
from tests.factories.accounts import MOMENT, AccountFactory, UserFactory
from tests.factories.lifecycle import AccountStateFactory, StageOverrideFactory
from tests.lifecycle.snapshots import START, day, decided, facts, pinged

pytestmark = pytest.mark.django_db

ON = day(100)
ADOPTING = State(stage="adopting", rule_stage="adopting", rule="S8", stage_since=day(60))
NURTURING = ADOPTING._replace(stage="nurturing", rule_stage="nurturing", targets_row=1)
ALONE = {"champion": False, "buyer": False}


def pair(on: date = ON, before: State = NEW, **given) -> tuple[AccountFacts, Decision]:
    found = facts(account=AccountFactory(tracked_from=START).pk, **given)
    return found, decided(found, on, before)


def written(*pairs, on: date = ON, mail: bool = True):
    return record.day(Batch(pairs), on=on, mail=mail, now=MOMENT)


def everything() -> list:
    models = (AccountState, StageChange, HealthChange, Alert)
    return [list(model.objects.order_by("pk").values()) for model in models]


# A day


def test_stage_change_is_written_with_rule_inputs_and_actor():
    found, decision = pair(figures=pinged(9, 3))
    written((found, decision))
    change = StageChange.objects.get()
    assert (change.on, change.from_stage, change.to_stage) == (ON, "", "nurturing")
    assert (change.rule, change.rule_stage, change.actor) == ("S7", "nurturing", "rule")
    assert change.inputs["mau"] == 9
    assert change.inputs["mau_on"] == START.isoformat()
    assert change.recorded_at == MOMENT


def test_day_without_a_change_writes_no_change_but_moves_on():
    found, decision = pair()
    written((found, decision))
    again = decided(found, day(101), decision.state)
    written((found, again), on=day(101))
    assert StageChange.objects.count() == 1
    assert AccountState.objects.get().decided_through == day(101)


def test_account_without_a_stage_is_decided_and_not_changed():
    written(pair(on=day(-99)), on=day(-99))
    state = AccountState.objects.get()
    assert (state.stage, state.rule, state.decided_through) == ("", "S2", day(-99))
    assert not StageChange.objects.exists()


def test_state_is_written_whole():
    found, decision = pair(figures=pinged(7, 2))
    written((found, decision))
    kept = AccountState.objects.values(*State._fields).get()
    assert State(**kept) == decision.state


@pytest.mark.parametrize(("mail", "mailed"), [(True, ON), (False, None)])
def test_day_of_mail_is_marked_only_when_mail_was_decided(mail, mailed):
    written(pair(), mail=mail)
    assert AccountState.objects.get().mailed_through == mailed


def test_day_caught_up_keeps_the_last_day_of_mail():
    found, decision = pair()
    written((found, decision))
    written((found, decided(found, day(101), decision.state)), on=day(101), mail=False)
    state = AccountState.objects.get()
    assert (state.decided_through, state.mailed_through) == (day(101), ON)


def test_day_written_twice_is_the_same_as_once():
    pairs = [
        pair(figures=pinged(9, 3)),
        pair(before=NURTURING, figures=pinged(1)),
        pair(before=ADOPTING._replace(row_band="poor", row_days=6), figures=pinged(1), **ALONE),
    ]
    written(*pairs)
    once = everything()
    written(*pairs)
    assert everything() == once
    assert [len(rows) for rows in once] == [3, 1, 1, 2]


def test_day_counts_what_it_wrote():
    poor = pair(before=ADOPTING._replace(row_band="poor", row_days=6), figures=pinged(1), **ALONE)
    counts = written(pair(), poor)
    assert counts == {"decided": 2, "stage changes": 1, "health events": 1}


# SQLite takes 999 parameters a statement: 50 alerts, two an account, are nearly the most for one.
@pytest.mark.parametrize("number", [1, 3, 25])
def test_day_takes_the_same_queries_for_any_number_of_accounts(number, django_assert_num_queries):
    pairs = [
        pair(before=NURTURING._replace(row_band="poor", row_days=6), figures=pinged(1), **ALONE)
        for _ in range(number)
    ]
    pairs = [(f, decided(f, ON, d.before._replace(stage="adopting"))) for f, d in pairs]
    with django_assert_num_queries(5):
        written(*pairs)


# Health


def health_change(before: State, **given) -> HealthChange:
    written(pair(before=before, **given))
    return HealthChange.objects.get()


def test_health_event_is_written_with_its_mail_and_evidence():
    change = health_change(
        ADOPTING._replace(row_band="poor", row_days=6), figures=pinged(1), **ALONE
    )
    assert (change.kind, change.from_band, change.to_band) == ("worse", "", "poor")
    assert (change.mail, change.no_mail) == ("health_poor", "")
    assert change.evidence["band"] == "poor"
    assert [entry["indicator"] for entry in change.evidence["indicators"]][:2] == [
        "usage",
        "utilization",
    ]


def test_health_event_without_a_mail_says_why():
    before = ADOPTING._replace(row_band="poor", row_days=6, health_mail_on=day(80))
    change = health_change(before, figures=pinged(1), **ALONE)
    assert (change.mail, change.no_mail) == ("", f"a health mail fell due on {day(80)}")


def test_better_band_is_confirmed_without_an_event():
    before = ADOPTING._replace(confirmed_band="poor", row_band="healthy", row_days=6)
    change = health_change(before, figures=pinged(9, 3))
    assert (change.kind, change.from_band, change.to_band) == ("confirmed", "poor", "healthy")
    assert not Alert.objects.filter(kind="health").exists()


def test_band_cleared_by_another_stage_is_written():
    said = Override("onboarding", day(90), day(200), "ta@portal.example", "starts again")
    change = health_change(
        ADOPTING._replace(confirmed_band="poor"), override=said, figures=pinged(1)
    )
    assert (change.kind, change.from_band, change.to_band) == ("cleared", "poor", "")


# Alerts


@pytest.mark.parametrize(
    ("kind", "band", "before", "title"),
    [
        ("worse", "poor", "healthy", "Health fell from healthy to poor"),
        ("worse", "concerning", "", "Health fell from none to concerning"),
        ("after_renewal", "poor", "poor", "Health is poor a month after the renewal"),
    ],
)
def test_every_health_event_alerts(kind, band, before, title):
    found, decision = pair(before=ADOPTING)
    event = HealthEvent(kind, band, before, "", "utilization is healthy")
    written((found, decision._replace(event=event)))
    alert = Alert.objects.get()
    assert (alert.kind, alert.on, alert.title) == ("health", ON, title)


@pytest.mark.parametrize(
    ("figures", "title"),
    [
        (pinged(1), "Usage fell below the targets; the account stays in Nurturing"),
        (
            pinged(None),
            "Data are missing, and the targets no longer known to be met; "
            "the account stays in Nurturing",
        ),
        (pinged(9, 3), None),
    ],
    ids=["dropped", "silent", "still met"],
)
def test_drop_in_nurturing_alerts_and_silence_is_not_called_a_drop(figures, title):
    written(pair(before=NURTURING, figures=figures))
    assert list(Alert.objects.values_list("title", flat=True)) == ([title] if title else [])


@pytest.mark.parametrize(
    ("tracked_from", "alerted"), [(day(98), True), (day(99), False)], ids=["since", "before"]
)
def test_first_use_alerts_once_unless_it_came_before_tracking(tracked_from, alerted):
    uses = (("code_insights", day(98)),)
    found, decision = pair(before=ADOPTING, first_uses=uses, tracked_from=tracked_from)
    for on in (ON, day(101)):
        written((found, decision._replace(on=on)), on=on)
    expected = [("feature", "code_insights", day(98), "First use of code insights")]
    found = list(Alert.objects.values_list("kind", "occurrence", "on", "title"))
    assert found == (expected if alerted else [])


# Overrides


def overridden(state: AccountState | None = None, stage="nurturing", on=ON, **changes):
    account = state.account if state else AccountFactory()
    given = {"ends_on": on + timedelta(10), "reason": "Agreed.", "owner": UserFactory()}
    return record.override(account, stage, on=on, now=MOMENT, **(given | changes))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"stage": "churned"}, "no stage"),
        ({"stage": ""}, "no stage"),
        ({"reason": "  "}, "needs a reason"),
        ({"ends_on": ON}, "ends after today"),
        ({"ends_on": day(99)}, "ends after today"),
    ],
)
def test_override_that_cannot_be_used_is_refused(changes, fault):
    with pytest.raises(ValueError, match=fault):
        overridden(**changes)
    assert not StageOverride.objects.exists()


def test_override_of_a_decided_day_shows_at_once_with_its_person():
    state = AccountStateFactory(decided_through=ON, stage="adopting", rule_stage="adopting")
    kept = overridden(state)
    state.refresh_from_db()
    assert (state.stage, state.rule_stage, state.stage_since) == ("nurturing", "adopting", ON)
    change = StageChange.objects.get()
    assert (change.from_stage, change.to_stage, change.rule_stage) == (
        "adopting",
        "nurturing",
        "adopting",
    )
    assert (change.by_override, change.actor, change.user) == (True, kept.owner.email, kept.owner)
    assert change.inputs["override"]["reason"] == "Agreed."


@pytest.mark.parametrize("decided_through", [day(99), None], ids=["not decided yet", "new"])
def test_override_of_a_day_not_decided_is_left_to_the_day(decided_through):
    state = decided_through and AccountStateFactory(
        decided_through=decided_through, stage="adopting"
    )
    overridden(state)
    assert not StageChange.objects.exists()


def test_override_to_the_stage_it_has_changes_nothing_yet():
    overridden(AccountStateFactory(decided_through=ON, stage="nurturing"))
    assert not StageChange.objects.exists()


def test_day_under_an_override_names_its_person():
    said = Override("adopting", ON, day(200), "ta@portal.example", "They asked.")
    written(pair(figures=pinged(9, 3), override=said))
    change = StageChange.objects.get()
    assert (change.to_stage, change.rule_stage, change.rule) == ("adopting", "nurturing", "S7")
    assert change.actor == "ta@portal.example"
    assert change.inputs["override"]["reason"] == "They asked."


def test_override_that_agrees_with_the_rule_is_the_rules_doing():
    said = Override("nurturing", ON, day(200), "ta@portal.example", "They asked.")
    written(pair(figures=pinged(9, 3), override=said))
    assert StageChange.objects.get().actor == "rule"


@pytest.mark.parametrize(
    ("stage", "left_on"), [("adopting", ON), ("nurturing", ON), ("onboarding", None)]
)
def test_leaving_renewing_by_hand_begins_the_month_after_the_renewal(stage, left_on):
    state = AccountStateFactory(decided_through=ON, stage="renewing", rule_stage="renewing")
    overridden(state, stage)
    state.refresh_from_db()
    assert state.left_renewing_on == left_on


def test_override_set_back_to_renewing_ends_that_month():
    state = AccountStateFactory(decided_through=ON, stage="adopting", left_renewing_on=day(90))
    overridden(state, "renewing")
    state.refresh_from_db()
    assert state.left_renewing_on is None


@pytest.mark.parametrize(
    ("on", "ends_on", "ended"),
    [
        pytest.param(day(105), day(105), True, id="while it lasts"),
        pytest.param(day(90), ON, True, id="before it begins"),
        pytest.param(day(110), day(110), False, id="when it has ended"),
    ],
)
def test_override_ends_on_the_day_it_is_ended(on, ends_on, ended):
    kept = StageOverrideFactory(starts_on=ON, ends_on=day(110))
    assert record.end_override(kept, on=on) is ended
    kept.refresh_from_db()
    assert kept.ends_on == ends_on
