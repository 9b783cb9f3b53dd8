"""Pictures of hosts on public pages, small and inside the page: no address of ours tells more."""

import base64
import io
import logging
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

from accounts.models import User

_PIXELS = 128

logger = logging.getLogger(__name__)


class Face(NamedTuple):
    """Who it is; without a `picture` the initials are shown."""

    name: str
    title: str
    initials: str
    picture: str


def face(user: User) -> Face:
    name = str(user)
    initials = "".join(word[0] for word in name.split()[:2]).upper()
    return Face(name, user.title, initials, _picture(user))


def _picture(user: User) -> str:
    if not user.photo:
        return ""
    try:
        file = Path(user.photo.path)
        return _small(file, file.stat().st_mtime_ns)
    except (OSError, UnidentifiedImageError):
        logger.warning("the photo of user %d cannot be read", user.pk)
        return ""


@lru_cache(maxsize=256)
def _small(file: Path, changed: int) -> str:
    """The picture as an address that holds it; `changed` tells a newer file from an older."""
    with Image.open(file) as image:
        square = ImageOps.fit(ImageOps.exif_transpose(image).convert("RGB"), (_PIXELS, _PIXELS))
    small = io.BytesIO()
    square.save(small, "JPEG", quality=80)
    return f"data:image/jpeg;base64,{base64.b64encode(small.getvalue()).decode()}"
