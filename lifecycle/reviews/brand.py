"""How the vendor presents itself on a review."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Brand:
    name: str
    team: str
    colour: str
    address: str = ""


def brand() -> Brand:
    return Brand(
        settings.PORTAL_VENDOR_NAME,
        settings.PORTAL_SENDER_NAME,
        settings.PORTAL_BRAND_COLOR,
        settings.PORTAL_POSTAL_ADDRESS,
    )
