"""Picks the carrier that the settings ask for."""

from campaigns.carriers.backend import BackendCarrier
from campaigns.carriers.carrier import Carrier
from campaigns.carriers.log import LogCarrier
from campaigns.carriers.smtp import SLOTS, SmtpCarrier
from campaigns.carriers.smtp_link import Relay

SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


def open_carrier(*, sending: str, backend: str, relay: Relay, slots: int = SLOTS) -> Carrier:
    """`sending` is PORTAL_SENDING; with "off" there is nothing to open, so nobody may ask."""
    if sending == "log":
        return LogCarrier(slots=slots)
    if sending != "on":
        raise ValueError(f"nothing may leave while sending is {sending!r}")
    if backend == SMTP_BACKEND:
        return SmtpCarrier(relay, slots=slots)
    return BackendCarrier(backend, slots=slots)
