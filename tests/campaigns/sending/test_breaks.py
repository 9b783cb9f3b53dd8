"""What becomes of mails under way when the sender itself breaks."""

import pytest

from campaigns import send
from campaigns.carriers.outcome import accepted
from campaigns.models import Touch
from campaigns.sending import claims
from tests.campaigns.roads import Road, clock
from tests.factories.campaigns import TouchFactory

pytestmark = pytest.mark.django_db


class TimeIsUp(BaseException):
    """As the queue stops a task that takes too long: no Exception, and at any line."""


@pytest.fixture(autouse=True)
def sending_on(settings):
    settings.PORTAL_SENDING = "on"


def statuses() -> list[str]:
    return list(Touch.objects.order_by("pk").values_list("status", flat=True))


def test_outcome_of_the_last_wave_is_kept_when_the_next_cannot_be_claimed(monkeypatch):
    TouchFactory.create_batch(6)
    usual, calls = claims.begin, []

    def fail_the_third(*arguments, **options):
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("the database is gone for a moment")
        return usual(*arguments, **options)

    monkeypatch.setattr(claims, "begin", fail_the_third)
    road = Road(slots=4)
    with pytest.raises(RuntimeError):
        send.planned(clock=clock, carrier=road)
    answered = len(road.mails)
    assert answered
    assert statuses() == ["sent"] * answered + ["planned"] * (6 - answered)
    assert road.closed


def test_claimed_wave_that_never_took_off_is_planned_again(monkeypatch):
    TouchFactory.create_batch(6)
    road = Road(slots=4)

    def stop(mails, *, now):
        if len(road.waves) == 1:
            raise TimeIsUp
        return usual(mails, now=now)

    usual = road.start
    monkeypatch.setattr(road, "start", stop)
    with pytest.raises(TimeIsUp):
        send.planned(clock=clock, carrier=road)
    # The first wave left and was answered; the second was being handed over: nobody knows.
    assert statuses().count("sent") == 2
    assert set(statuses()) <= {"sent", "sending", "planned"}
    assert statuses().count("sending") <= 2


def test_letter_whose_values_break_the_renderer_fails_alone(monkeypatch):
    from campaigns.sending.letters import Letter

    touches = TouchFactory.create_batch(3)
    usual = Letter._rendered

    def stumble(letter, compiled, attempt):
        if letter.row.touch == touches[1].pk:
            raise KeyError("of all things")
        return usual(letter, compiled, attempt)

    monkeypatch.setattr(Letter, "_rendered", stumble)
    road = Road(lambda mail: accepted())
    assert send.planned(clock=clock, carrier=road) == {"sent": 2, "failed": 1}
    assert "of all things" in Touch.objects.get(pk=touches[1].pk).error
