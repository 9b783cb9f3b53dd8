"""What a verb answers when it cannot do what was asked for."""


class Refused(ValueError):
    """The message says why, for a person."""
