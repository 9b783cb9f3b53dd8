"""Carries mails to an SMTP relay over several connections at once, without threads."""

import contextlib
from collections import deque
from collections.abc import Sequence
from datetime import datetime
from time import monotonic

from campaigns.carriers.message import Outgoing
from campaigns.carriers.outcome import Outcome, deferred
from campaigns.carriers.smtp_link import Link, Relay, dial
from campaigns.carriers.smtp_transaction import HANDED_OVER, Talk, talk

SLOTS = 16
GROW_AGAIN_AFTER = 60  # seconds with fewer connections, when the relay refused more
TRY_AGAIN_AFTER = 1  # seconds after a connection that could not be had
FAREWELL = 1  # seconds for all goodbyes together


class SmtpCarrier:
    """Keeps up to `slots` connections open from wave to wave; not for several threads."""

    transport = "smtp"

    def __init__(self, relay: Relay, *, slots: int = SLOTS) -> None:
        self.links = Links(relay, slots)

    @property
    def slots(self) -> int:
        """How many mails may be on their way at once; fewer when the relay allows fewer."""
        return self.links.limit

    def start(self, messages: Sequence[Outgoing], *, now: datetime) -> "Wave":
        """Hand over all contents that the connections allow, and leave the answers for later."""
        return Wave(self.links, messages, now)

    def deliver(self, messages: Sequence[Outgoing], *, now: datetime) -> list[Outcome]:
        """One outcome for each message, in their order."""
        return self.start(messages, now=now).finish()

    def close(self) -> None:
        self.links.close()


class Wave:
    """Some mails on their way together, each on a connection of its own."""

    def __init__(self, links: "Links", messages: Sequence[Outgoing], now: datetime) -> None:
        self.links = links
        self.messages = messages
        self.now = now
        self.outcomes: list[Outcome | None] = [None] * len(messages)
        self.waiting = deque(range(len(messages)))
        self.stale: list[int] = []  # to be said again on a new connection
        self.talks: list[tuple[int, Link, Talk]] = []
        self._start_round()

    def finish(self) -> list[Outcome]:
        """Wait for the answers; whatever found no connection goes in further rounds."""
        while self.talks or self.waiting or self.stale:
            while self.talks:
                self._turn(self.talks)
            if not self._start_round():
                self._give_up()
        return [outcome for outcome in self.outcomes if outcome is not None]

    def _start_round(self) -> int:
        """Say as many of the waiting mails as there are connections; returns how many."""
        again, self.stale = self.stale, []
        for index in again:
            if (link := self.links.take(fresh=True)) is not None:
                self._begin(index, link)
            else:
                self.waiting.append(index)
        while self.waiting and (link := self.links.take()) is not None:
            self._begin(self.waiting.popleft(), link)
        begun = len(self.talks)
        asking = self.talks
        while asking:
            asking = self._turn(asking)
        return begun

    def _begin(self, index: int, link: Link) -> None:
        conversation = talk(link, self.messages[index], self.links.relay, now=self.now)
        self.talks.append((index, link, conversation))

    def _turn(self, talks: list[tuple[int, Link, Talk]]) -> list[tuple[int, Link, Talk]]:
        """Let each talk go on by one answer; returns those that still ask for leave."""
        asking = []
        for entry in list(talks):
            index, link, conversation = entry
            try:
                if next(conversation) is not HANDED_OVER:
                    asking.append(entry)
            except StopIteration as end:
                self.talks.remove(entry)
                self.links.give_back(link)
                self.outcomes[index] = end.value
                if end.value is None:
                    self.stale.append(index)
        return asking

    def _give_up(self) -> None:
        """No connection is to be had for those that are left."""
        for index in [*self.stale, *self.waiting]:
            self.outcomes[index] = deferred(self.links.trouble, relay_down=True)
        self.stale.clear()
        self.waiting.clear()


class Links:
    """The open connections to one relay, and how many of them it wants."""

    def __init__(self, relay: Relay, most: int) -> None:
        self.relay = relay
        self.most = self.limit = most
        self.trouble = ""
        self._idle: list[Link] = []
        self._busy: list[Link] = []
        self._failed_at = -GROW_AGAIN_AFTER

    def take(self, *, fresh: bool = False) -> Link | None:
        """A free connection, opened if need be; None when none is to be had now."""
        if self._idle and not fresh:
            link = self._idle.pop()
        else:
            if self._idle and len(self._idle) + len(self._busy) >= self.limit:
                self._idle.pop(0).close()
            link = self._open()
        if link is not None:
            self._busy.append(link)
        return link

    def _open(self) -> Link | None:
        held, since = len(self._idle) + len(self._busy), monotonic() - self._failed_at
        if since > GROW_AGAIN_AFTER:
            self.limit = self.most
        if held >= self.limit:
            self.trouble = f"all {held} connections are taken"
            return None
        if since < TRY_AGAIN_AFTER:
            return None
        try:
            return dial(self.relay)
        except (OSError, ValueError) as error:  # SMTPException is an OSError
            self.trouble = f"no connection to the relay: {error}"
            self.limit, self._failed_at = held or self.most, monotonic()
            return None

    def give_back(self, link: Link) -> None:
        self._busy.remove(link)
        if link.is_open:
            self._idle.append(link)

    def close(self) -> None:
        """Say goodbye to the idle, drop the busy: what was handed over there stays unknown."""
        for link in self._idle:
            with contextlib.suppress(Exception):
                link.write(b"QUIT\r\n", FAREWELL)
        for link in [*self._idle, *self._busy]:
            link.close()
        self._idle.clear()
        self._busy.clear()
