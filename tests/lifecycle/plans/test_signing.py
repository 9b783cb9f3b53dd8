"""Sign-off of a success plan: offered, signed as it stands, refused when it changed since."""

from datetime import timedelta

import pytest

from accounts.models import TimelineEntry
from lifecycle.models import Objective, PlanSignature, PlanVersion, SuccessPlan
from lifecycle.plans import action, plan, signing
from tests.admin_book import superuser
from tests.factories.accounts import MOMENT, START, ContactFactory
from tests.factories.plans import ObjectiveFactory, SuccessPlanFactory

pytestmark = pytest.mark.django_db
LATER = MOMENT + timedelta(1)


@pytest.fixture
def shared() -> SuccessPlan:
    found = SuccessPlanFactory(shared=True)
    ObjectiveFactory(plan=found)
    return found


def offer(found: SuccessPlan) -> PlanVersion:
    return signing.offer(found, by=superuser(), on=START, now=MOMENT)


def sign(found: SuccessPlan, number: int, contact=None, name="Ada Lovelace"):
    contact = contact or ContactFactory(account=found.account)
    return signing.sign(found, number, contact=contact, name=name, on=START, now=LATER)


def test_contact_signs_what_was_offered_with_name_and_date(shared):
    version = offer(shared)
    signature = sign(shared, version.number)
    assert (signature.name, signature.signed_on, signature.version) == (
        "Ada Lovelace",
        START,
        version,
    )
    told = TimelineEntry.objects.filter(kind="plan").first()
    assert told.title == "Success plan signed off by Ada Lovelace: Plan 2026"


def test_several_of_the_customer_may_sign_each_once(shared):
    version, ada = offer(shared), ContactFactory(account=shared.account)
    sign(shared, version.number, ada)
    sign(shared, version.number)
    with pytest.raises(ValueError, match="signed it already"):
        sign(shared, version.number, ada)
    assert PlanSignature.objects.count() == 2


def test_what_changed_since_the_offer_is_refused_with_the_difference(shared):
    version = offer(shared)
    Objective.objects.update(target=200)
    plan.change(shared, {"north_star": "Twice as much."})
    with pytest.raises(signing.StalePlanError) as stale:
        sign(shared, version.number)
    titles = [section.title for section in stale.value.sections]
    assert titles == ["The plan", "Objectives"]
    assert not PlanSignature.objects.exists()


@pytest.mark.parametrize("moved", ["value", "standing", "action done"])
def test_what_moves_by_itself_does_not_stand_in_the_way(shared, moved):
    ada = ContactFactory(account=shared.account)
    done = action.add(shared, "Name admins", side="customer", due_on=START, now=MOMENT, contact=ada)
    version = offer(shared)
    if moved == "value":
        Objective.objects.update(value=50, value_on=START)
    elif moved == "standing":
        Objective.objects.update(standing="met")
    else:
        action.close(done, "done", by=None, on=START, now=LATER, contact=ada)
    assert sign(shared, version.number, ada)


def test_version_offered_earlier_is_not_signed_when_a_newer_one_says_otherwise(shared):
    first = offer(shared)
    Objective.objects.update(title="More hours saved")
    second = offer(shared)
    with pytest.raises(signing.StalePlanError):
        sign(shared, first.number)
    assert sign(shared, second.number)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("nothing offered", "not offered"),
        ("hidden", "not offered"),
        ("no name", "Write your name"),
        ("stranger", "own people"),
        ("no such version", "Open the page again"),
        ("archived", "archived"),
    ],
)
def test_signing_is_refused_with_a_reason(shared, change, why):
    number = 1 if change == "nothing offered" else offer(shared).number
    contact, name = ContactFactory(account=shared.account), "Ada"
    if change == "hidden":
        SuccessPlan.objects.update(shared=False)
    elif change == "no name":
        name = "  "
    elif change == "stranger":
        contact = ContactFactory()
    elif change == "no such version":
        number += 7
    elif change == "archived":
        plan.archive(shared, "Over", by=superuser(), on=START, now=LATER)
    with pytest.raises(ValueError, match=why):
        sign(shared, number, contact, name)
    assert not PlanSignature.objects.exists()


def test_plan_that_nobody_sees_is_not_offered():
    with pytest.raises(ValueError, match="Share the plan first"):
        offer(SuccessPlanFactory())
