"""The carrier that the settings ask for, opened."""

from django.conf import settings

from campaigns.carriers.carrier import Carrier
from campaigns.carriers.choose import open_carrier
from campaigns.carriers.smtp_link import Relay


def open_road() -> Carrier:
    """Raises ValueError while sending is off; whoever opens it closes it."""
    return open_carrier(
        sending=settings.PORTAL_SENDING,
        backend=settings.EMAIL_BACKEND,
        relay=Relay(
            host=settings.EMAIL_HOST,
            port=settings.EMAIL_PORT,
            username=settings.EMAIL_HOST_USER,
            password=settings.EMAIL_HOST_PASSWORD,
            use_tls=settings.EMAIL_USE_TLS,
            use_ssl=settings.EMAIL_USE_SSL,
            timeout=settings.EMAIL_TIMEOUT,
        ),
    )
