"""Tests of whether a cluster still answers."""

from cs_portal.pulse import Pulse


class Queue:
    """Counts the questions; a broken one takes none."""

    def __init__(self):
        self.asked, self.broken = 0, False

    def __call__(self):
        self.asked += not self.broken
        return not self.broken


def begun(queue):
    pulse = Pulse(80, queue)
    pulse.begin(0)
    return pulse


def test_new_cluster_is_asked_at_once_and_gets_the_whole_time():
    queue = Queue()
    pulse = begun(queue)
    assert not pulse.frozen(0)
    assert queue.asked == 1
    assert not pulse.frozen(79)
    assert pulse.frozen(80)


def test_cluster_that_gives_signs_is_not_asked():
    queue = Queue()
    pulse = begun(queue)
    for now in range(0, 400, 30):
        pulse.hear(now)
        assert not pulse.frozen(now + 29)
    assert queue.asked == 0


def test_silent_cluster_is_asked_and_gets_time_to_answer():
    queue = Queue()
    pulse = begun(queue)
    pulse.hear(10)
    assert [pulse.frozen(now) for now in (49, 50, 89, 90)] == [False, False, False, True]


def test_answer_counts_even_if_it_is_late():
    pulse = begun(Queue())
    pulse.hear(10)
    assert not pulse.frozen(50)
    pulse.hear(89)
    assert not pulse.frozen(90)


def test_question_is_repeated_but_not_all_the_time():
    queue = Queue()
    pulse = begun(queue)
    pulse.hear(10)
    for now in range(50, 90):
        pulse.frozen(now)
    assert queue.asked == 4


def test_queue_that_cannot_be_reached_is_not_the_clusters_fault():
    queue = Queue()
    pulse = begun(queue)
    pulse.hear(0)
    queue.broken = True
    assert not any(pulse.frozen(now) for now in range(40, 1000, 5))
    queue.broken = False
    frozen = [now for now in range(1000, 1200, 5) if pulse.frozen(now)]
    assert 1040 <= frozen[0] <= 1100


def test_cluster_hangs_when_half_of_its_time_to_answer_is_over():
    pulse = begun(Queue())
    pulse.hear(0)
    pulse.frozen(40)
    assert not pulse.hanging(59)
    assert pulse.hanging(60)
