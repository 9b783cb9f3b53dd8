"""Why a meeting can not be booked, moved or cancelled, in words for whoever asked."""

from campaigns.booking.offers import Offer


class Refused(ValueError):
    """What was asked for can not be done; the message says why."""


class Taken(Refused):
    """The slot is free no more; `offer` has the others."""

    def __init__(self, offer: Offer) -> None:
        super().__init__("This time is not free any more. Please choose another one.")
        self.offer = offer


class Closed(Refused):
    """The meeting is cancelled, over or settled, and that is final."""
