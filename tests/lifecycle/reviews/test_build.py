"""Beginning a review and writing it."""

from datetime import timedelta

import pytest

from accounts.models import UseCase, ValueDriver
from lifecycle.models import Agenda, ReviewSide, ReviewState
from lifecycle.reviews import build, freeze, people, steps
from lifecycle.reviews.build import Writing
from lifecycle.reviews.rhythm import spelled
from tests.factories.accounts import ContactFactory, UserFactory
from tests.factories.cast import NOW, TODAY
from tests.factories.plans import ObjectiveFactory, SuccessPlanFactory
from tests.factories.reviews import FIRST, LAST, begun, customer
from tests.factories.voices import GapReportFactory, ProductGapFactory

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


def write(section, body, *, seen="", by=None, **changes):
    given = {"title": section.title, "included": True, "internal_note": ""} | changes
    return build.write(section, Writing(body=body, **given), seen=seen, by=by, now=LATER)


def test_review_begins_with_the_whole_agenda_and_what_is_known():
    review = begun()
    assert [section.kind for section in review.sections.all()] == list(Agenda.values[:7])
    usage = review.sections.get(kind="usage")
    assert "{{ usage_chart }}" in usage.body
    assert "Both targets" in usage.body
    assert review.owner == review.account.ta


def test_review_begins_with_what_they_asked_for_and_what_came_of_it():
    account = customer()
    asked = {"account": account, "reported_on": TODAY - timedelta(30)}
    yesterday = TODAY - timedelta(1)
    shipped = ProductGapFactory(title="Audit log", status="done", shipped_on=yesterday)
    GapReportFactory(gap=shipped, **asked)
    GapReportFactory(gap=ProductGapFactory(title="Dark mode", status="in_progress"), **asked)
    GapReportFactory(gap=ProductGapFactory(title="Somebody else's"))
    roadmap = begun(account).sections.get(kind="roadmap").body
    assert roadmap.splitlines() == [
        "### You asked, we shipped",
        "",
        f"- Audit log, since {spelled(yesterday)}",
        "",
        "### You asked for",
        "",
        f"- Dark mode: in progress, asked for on {spelled(asked['reported_on'])}",
    ]


def test_team_and_sponsors_are_put_down_as_attendees():
    review = begun()
    assert [(p.name, p.side) for p in review.attendees.order_by("-side")] == [
        ("Tess Advisor", ReviewSide.OURS),
        ("Ada Champ", ReviewSide.CUSTOMER),
    ]


def test_attendee_keeps_the_name_of_that_day():
    review = begun()
    review.account.contacts.update(last_name="Married")
    assert review.attendees.filter(name="Ada Champ").exists()


def test_one_review_is_prepared_at_a_time():
    review = begun()
    with pytest.raises(ValueError, match="is still being prepared"):
        begun(review.account)
    steps.archive(review, now=NOW)
    assert begun(review.account).state == ReviewState.DRAFT


def test_period_that_ends_before_it_begins_is_refused_and_nothing_is_written():
    account = customer()
    with pytest.raises(ValueError, match="ends before"):
        begun(account, first=LAST, last=FIRST)
    assert not account.reviews.exists()


def test_next_review_opens_with_what_was_agreed_in_the_last():
    review = begun()
    write(review.sections.get(kind="next_steps"), "- Train the team at {{ utilization }}")
    steps.hold(review, held_on=TODAY, by=None, on=TODAY, now=NOW)
    review.account.pings.update(mau=10)
    progress = begun(review.account).sections.get(kind="progress")
    assert "Agreed on 5 January 2026" in progress.body
    assert "- Train the team at 85 %" in progress.body


def test_use_cases_and_value_drivers_are_taken_over():
    account = customer()
    UseCase.objects.create(account=account, title="Security fixes", maturity=3, created_at=NOW)
    ValueDriver.objects.create(
        account=account,
        title="Faster reviews",
        unit="hours a month",
        expected_figure=120,
        expected="for all teams",
        created_at=NOW,
    )
    rows = begun(account).values.values_list("use_case", "expected", "maturity")
    assert list(rows) == [
        ("Security fixes", "", 3),
        ("Faster reviews", "120 hours a month; for all teams", None),
    ]


def test_success_plan_fills_strategy_progress_and_next_steps_with_what_is_shared():
    account = customer()
    plan = SuccessPlanFactory(account=account, notes="They may leave")
    ObjectiveFactory(
        plan=plan, value_driver="Less waiting", unit="h", value=40, standing="on_track"
    )
    ObjectiveFactory(plan=plan, title="Win them back", shared=False)
    plan.actions.create(
        number=1, title="Name a champion", side="customer", due_on=TODAY, state="open",
        created_at=NOW,
    )  # fmt: skip
    texts = {section.kind: section.body for section in begun(account).sections.all()}
    assert texts["strategy"] == (
        "**Every engineer finds code in seconds.**\n\n- Hours saved: Less waiting"
    )
    assert "| Hours saved | 0 h | 40 h | 100 h by 15 April 2026 | On track |" in texts["progress"]
    assert texts["next_steps"] == "- Name a champion, by 5 January 2026"
    assert not [text for text in texts.values() if "leave" in text or "Win them" in text]


def test_text_before_is_kept():
    section = begun().sections.get(kind="usage")
    before = section.body
    write(section, "New words", by=UserFactory())
    assert [text.body for text in section.texts.all()] == [before]


def test_stale_form_is_refused():
    section = begun().sections.get(kind="roadmap")
    seen = section.changed_at.isoformat()
    write(section, "Mine", seen=seen, by=UserFactory(first_name="Quick"))
    with pytest.raises(ValueError, match="Quick changed this meanwhile"):
        write(section, "Yours", seen=seen)
    section.refresh_from_db()
    assert section.body == "Mine"


@pytest.mark.parametrize("body", ["{{ nonsense }}", "{{ health }}", "{{ stages }}"])
def test_unknown_and_internal_names_are_refused(body):
    with pytest.raises(ValueError, match="Line 1"):
        write(begun().sections.get(kind="usage"), body)


def test_internal_facts_may_stand_in_the_note():
    section = begun().sections.get(kind="usage")
    assert write(section, "", internal_note="{{ health }}").internal_note == "{{ health }}"


def test_topic_stands_before_the_next_steps_and_moves():
    review = begun()
    added = build.add_topic(review, "Security", by=None, now=NOW)
    assert [s.title for s in review.sections.all()][-2:] == ["Security", "Next steps"]
    build.move(added, 1)
    build.move(added, 1)
    assert [s.title for s in review.sections.all()][-2:] == ["Next steps", "Security"]
    build.move(review.sections.get(kind="introductions"), -1)
    assert review.sections.first().kind == "introductions"


def test_another_period_freezes_anew():
    review = begun()
    build.describe(
        review, title="T", first=FIRST, last=LAST - timedelta(31), planned_on=None, owner=None,
        by=None, now=LATER,
    )  # fmt: skip
    assert freeze.newest(review).content["until"] == "2025-11-30"


def test_period_stays_once_it_is_ready():
    review = begun()
    steps.make_ready(review)
    with pytest.raises(ValueError, match="in a draft only"):
        build.describe(
            review, title="T", first=FIRST, last=TODAY, planned_on=None, owner=None, by=None,
            now=LATER,
        )  # fmt: skip


def test_person_is_put_down_once():
    review = begun()
    contact = ContactFactory(account=review.account, title="CTO")
    assert people.add(review, contact=contact).title == "CTO"
    with pytest.raises(ValueError, match="already"):
        people.add(review, contact=contact)
    added = people.add(review, name=" Grace ", side=ReviewSide.OURS)
    assert people.leave_out(review, added.pk) == "Grace"
    with pytest.raises(ValueError, match="not on the list"):
        people.leave_out(review, added.pk)
