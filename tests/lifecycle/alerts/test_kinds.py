"""What a programme may change of the alerts' routes, and what is refused."""

import pytest

from lifecycle import policy
from lifecycle.alerts import kinds
from lifecycle.models import AlertKind, Severity


def test_every_kind_of_alert_has_a_route_and_every_severity_its_word():
    assert set(kinds.DEFAULTS) == set(AlertKind.values)
    assert {kinds.GRAVE, kinds.SERIOUS, kinds.NOTICE} == set(Severity.values)


def test_change_leaves_the_rest_as_it_is():
    read = kinds.read({"seats": {"to": ["ae"]}})
    assert read["seats"] == (kinds.SERIOUS, ("ae",))
    assert read["health"] == kinds.DEFAULTS["health"]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ([], "alerts: must be a mapping"),
        ({"noise": {}}, "alerts.noise: no such kind"),
        ({"seats": "grave"}, "alerts.seats: takes severity and to"),
        ({"seats": {"colour": "red"}}, "alerts.seats: takes severity and to"),
        ({"seats": {"severity": "loud"}}, "alerts.seats.severity"),
        ({"seats": {"severity": ["grave"]}}, "alerts.seats.severity"),
        ({"seats": {"to": []}}, "alerts.seats.to"),
        ({"seats": {"to": "ta"}}, "alerts.seats.to"),
        ({"seats": {"to": ["boss"]}}, "alerts.seats.to"),
        ({"health": {"severity": "off"}}, "alerts.health.severity: cannot be off"),
        ({"missing_role": {"severity": "off"}}, "alerts.missing_role.severity: cannot be off"),
    ],
)
def test_nonsense_is_refused_by_name(changed, says):
    with pytest.raises(policy.PolicyError, match=says):
        policy.read({"alerts": changed})


@pytest.mark.parametrize(
    "changed",
    [
        {"seats_full": 90},
        {"onboarding_goal_day": 60},
        {"onboarding_goal_until_day": 60},
        {"usage_down_percent": 101},
    ],
)
def test_marks_out_of_order_are_refused(changed):
    with pytest.raises(policy.PolicyError, match=next(iter(changed)).rpartition("_")[0]):
        policy.read(changed)
