"""From when a new account is tracked (rules, C2)."""

from datetime import date, timedelta

import pytest

from accounts.intake.tracking import Span, relationship_start, tracked_from

ON = date(2026, 11, 22)


def span(start: date, days: int = 365, signed: date | None = None, churned: date | None = None):
    return Span(start, start + timedelta(days), signed or start, churned)


def ago(days: int) -> date:
    return ON - timedelta(days)


@pytest.mark.parametrize(
    ("terms", "start"),
    [
        pytest.param([], ON, id="no-term"),
        pytest.param([span(ago(0))], ago(0), id="starts-today"),
        pytest.param([span(ago(14))], ago(14), id="started-14-days-ago"),
        pytest.param([span(ago(15))], ON, id="started-15-days-ago"),
        pytest.param([span(ago(-1))], ON, id="starts-tomorrow"),
        pytest.param([span(ago(200), signed=ago(3))], ago(3), id="signed-late"),
        pytest.param([span(ago(5), signed=ago(-1))], ON, id="not-yet-signed"),
        pytest.param([span(ago(375)), span(ago(10))], ON, id="renewed-10-days-ago"),
        pytest.param(
            [span(ago(465), 365), span(ago(10))], ON, id="came-back-after-90-days"
        ),
        pytest.param(
            [span(ago(466), 365), span(ago(10))], ago(10), id="came-back-after-91-days"
        ),
        pytest.param(
            [span(ago(375), churned=ago(10)), span(ago(10))], ago(10), id="came-back-after-churn"
        ),
        pytest.param(
            [span(ago(375), churned=ago(9)), span(ago(10))], ON, id="churned-after-renewal"
        ),
        pytest.param(
            [span(ago(10)), span(ago(375))], ON, id="terms-in-any-order"
        ),
    ],
)  # fmt: skip
def test_new_account_is_tracked_from(terms, start):
    assert tracked_from(terms, on=ON) == start


def test_a_relationship_to_come_does_not_count_yet():
    assert relationship_start([span(ago(500), 300), span(ago(-30))], on=ON) == ago(500)
