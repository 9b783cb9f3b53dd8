"""The login that the demo book made for itself, kept so that it can be shown again."""

import json
import os
import secrets
from pathlib import Path

from django.conf import settings

from accounts.enrol import enrol
from accounts.models import TeamRole, User

NAME = "demo"


def make() -> tuple[str, str] | None:
    """Create the demo login unless somebody can log in already; return name and password."""
    if User.objects.exclude(password="").exclude(password__startswith="!").exists():
        return None
    password = secrets.token_urlsafe(9)
    user = User(
        username=NAME,
        email="demo@portal.example",
        first_name="Dana",
        last_name="Okafor",
        title="CS Operations",
        role=TeamRole.OPERATIONS,
        time_zone=settings.TIME_ZONE,
        is_staff=True,
        is_superuser=True,
    )
    user.set_password(password)
    user.save()
    enrol(user)
    _keep(password)
    return NAME, password


def known() -> tuple[str, str] | None:
    """Name and password, as long as nobody changed it."""
    try:
        password = json.loads(_file().read_text())["password"]
    except (OSError, ValueError, KeyError):
        return None
    user = User.objects.filter(username=NAME, is_active=True).first()
    return (NAME, password) if user and user.check_password(password) else None


def _file() -> Path:
    return Path(settings.DATA_DIR) / "demo_login.json"


def _keep(password: str) -> None:
    descriptor = os.open(_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump({"username": NAME, "password": password}, file)
