"""The signing key of a portal that was given none."""

import contextlib
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def weakness(key: str) -> str:
    """What is wrong with a key for production; empty when nothing is."""
    if not key:
        return "is not set"
    if key.startswith("django-insecure-"):
        return "is a development key"
    if len(key) < 50 or len(set(key)) < 5:
        return "is too weak"
    return ""


def kept_key(file: Path) -> str:
    """The key in the file, made at the first call; processes that start at once agree on one."""
    try:
        if not file.exists():
            mine = file.with_name(f"{file.name}.{os.getpid()}")
            mine.touch(mode=0o600)
            mine.write_text(secrets.token_urlsafe(50))
            with contextlib.suppress(FileExistsError):
                os.link(mine, file)
            mine.unlink()
        return file.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"SECRET_KEY is not set and {file} cannot be kept ({error.strerror}); set SECRET_KEY."
        ) from error
