"""Whether a cluster still answers: when it has been silent it is asked, and given time."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Pulse:
    """Moments are seconds of any clock that never goes back.

    `ask` queues a task and tells whether it could: a database that is down is not the cluster's
    fault, and a new cluster would be no better off.
    """

    stale: float
    ask: Callable[[], bool]
    heard_at: float = 0.0
    asked_at: float | None = None
    patience: float = 0.0
    next_ask: float = 0.0

    def begin(self, now: float) -> None:
        """A cluster was started: its first task is asked for at once, its start takes a while."""
        self.heard_at, self.asked_at, self.patience = now, now, self.stale
        self.next_ask = now

    def hear(self, now: float) -> None:
        self.heard_at, self.asked_at, self.patience = now, None, self.stale / 2

    def hanging(self, now: float) -> bool:
        """Whether an answer is so late that there is little hope of a good end."""
        return self.asked_at is not None and now - self.asked_at >= self.patience / 2

    def frozen(self, now: float) -> bool:
        """Whether it was asked long enough ago and has not answered; asks when it is time to."""
        if self.asked_at is None and now - self.heard_at < self.stale / 2:
            return False
        if now >= self.next_ask or self.asked_at is None:
            self.next_ask = now + self.stale / 8
            if not self.ask():
                # Time counts only from a question that was really put.
                self.asked_at, self.patience = None, self.stale / 2
                self.heard_at = now
                return False
            if self.asked_at is None:
                self.asked_at = now
        return now - self.asked_at >= self.patience
