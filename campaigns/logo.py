"""The vendor's logo, as mails and public pages show it."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse

HEIGHT, WIDEST = 32, 240  # points in a mail; the file may have more, for sharp screens


class Logo(NamedTuple):
    """`digest` is part of its address, so that a new logo is not shadowed by an old one."""

    content: bytes
    width: int
    height: int
    digest: str

    @property
    def path(self) -> str:
        return f"{reverse('public:logo')}?v={self.digest}"


def logo() -> Logo | None:
    """The logo of the settings; settings have judged the file."""
    return _read(settings.PORTAL_BRAND_LOGO) if settings.PORTAL_BRAND_LOGO else None


@cache
def _read(file: Path) -> Logo:
    content = file.read_bytes()
    wide, tall = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    scale = min(HEIGHT / tall, WIDEST / wide)
    size = (max(1, round(wide * scale)), max(1, round(tall * scale)))
    return Logo(content, *size, sha256(content).hexdigest()[:12])
