"""Keeps a restored copy of the database from sending until a person says that it may.

The database remembers where it stood when mails left it, and each machine beside it remembers when
that was last: a copy stands elsewhere, and one put in place of the original is older than that.
"""

import hashlib
import logging
import os
import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from campaigns.models import SendingPlace

logger = logging.getLogger("campaigns.sending")

ELSEWHERE = "this database was restored or moved since mails last left it"
OLDER = "this database is older than the last mails that left it"
_ONLY = 1


def opened(*, now: datetime) -> bool:
    """Whether anything may be handed over now; where it really leaves, that is noted."""
    if settings.PORTAL_SENDING != "on":
        if settings.PORTAL_SENDING == "off":
            logger.info("sending is off: nothing is handed over")
        return settings.PORTAL_SENDING == "log"
    if why := why_held():
        logger.error("nothing is handed over: %s; see manage.py allow_sending", why)
        return False
    _leaves(now)
    return True


def why_held() -> str:
    """What speaks against sending from here, or nothing; a new portal may always."""
    known = SendingPlace.objects.filter(pk=_ONLY).first()
    if known is None:
        return ""
    if known.identity != identity():
        return ELSEWHERE
    seen = _seen(known.identity)
    return OLDER if seen and seen > known.handed_over_at else ""


def _leaves(now: datetime) -> None:
    """Note that mails are about to leave from here: in the database first, then outside of it."""
    here = identity()
    fields = {"identity": here, "handed_over_at": now}
    known, new = SendingPlace.objects.get_or_create(pk=_ONLY, defaults=fields)
    if not new:
        # Never back: clocks of several machines differ.
        SendingPlace.objects.filter(pk=_ONLY, handed_over_at__lt=now).update(handed_over_at=now)
    _keep(here, max(known.handed_over_at, now))


def allow(*, now: datetime) -> None:
    """A person says that this is the place: mails leave from here."""
    here = identity()
    fields = {"identity": here, "handed_over_at": max(now, _seen(here) or now)}
    SendingPlace.objects.update_or_create(pk=_ONLY, defaults=fields)


def identity() -> str:
    """The same for all who use this database, and another for a copy of it."""
    if connection.vendor == "postgresql":
        return f"postgresql {_server()}"
    file = Path(str(connection.settings_dict["NAME"]))
    return f"sqlite {file.stat().st_ino} {_name_beside(file)}" if file.is_file() else "memory"


def _server() -> str:
    """Of the cluster of databases and the database in it, as PostgreSQL numbers them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        number = cursor.fetchone()[0]
        try:
            with transaction.atomic():
                cursor.execute("SELECT system_identifier FROM pg_control_system()")
                cluster = cursor.fetchone()[0]
        except DatabaseError:  # some hosts do not let everybody ask
            cluster = connection.settings_dict["HOST"]
    return f"{cluster} {number}"


def _name_beside(file: Path) -> str:
    """A name that lies beside the file and is not copied with it."""
    beside = file.with_name(f"{file.name}.place")
    with suppress(FileExistsError), beside.open("x") as new:
        new.write(secrets.token_hex(8))
    return beside.read_text().strip()


def _file(of: str) -> Path:
    return settings.DATA_DIR / f"mails-left-{hashlib.sha256(of.encode()).hexdigest()[:16]}"


def _seen(of: str) -> datetime | None:
    try:
        return datetime.fromisoformat(_file(of).read_text())
    except (OSError, ValueError):
        return None


def _keep(of: str, at: datetime) -> None:
    """Whole or not at all; a machine that cannot keep anything only knows less."""
    file = _file(of)
    mine = file.with_name(f"{file.name}.{os.getpid()}")
    with suppress(OSError):
        mine.write_text(at.isoformat())
        mine.replace(file)
