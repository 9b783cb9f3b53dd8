"""Door: start the web server and the task cluster, and keep them running."""

import logging
import os
import socket
import sys
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections
from django_q.brokers import get_broker
from django_q.tasks import async_task

from cs_portal import demo_login
from cs_portal.pulse import Pulse
from cs_portal.schedule import TICK
from cs_portal.supervisor import HopelessError, Part, Supervisor, to_stdout

logger = logging.getLogger("cs_portal.supervise")

# Of gunicorn: a worker that cannot start, an application that cannot be loaded.
BOOT_FAILED = frozenset({3, 4})


class Command(BaseCommand):
    help = (
        "Starts the web server and the task cluster in one terminal, and keeps them running. A "
        "part that dies or ends by itself is started again. A cluster that answers no more, "
        "because one of its processes was killed or hangs, is killed with all its processes and "
        "started again: the queue cannot heal itself, and everything due stands in the tables. "
        "SIGTERM or Ctrl-C lets running tasks end first; a second one does not wait."
    )

    def add_arguments(self, parser):
        parser.add_argument("--only", choices=["web", "cluster"], help="just one of the two")
        parser.add_argument(
            "--bind", metavar="HOST:PORT", help="where the web listens (as in PORTAL_BASE_URL)"
        )
        parser.add_argument(
            "--stale",
            type=float,
            default=240,
            metavar="SECONDS",
            help="how long the cluster may be silent, half of it after being asked (240)",
        )
        parser.add_argument(
            "--patience",
            type=float,
            default=settings.Q_CLUSTER["timeout"] + 30,
            metavar="SECONDS",
            help="how long parts may take to end when asked to (a task's time-out and 30)",
        )

    def handle(self, *, only, bind, stale, patience, **options):
        bind = bind or _address()
        parts = []
        if only != "cluster":
            _refuse_taken(bind)
            parts.append(Part("web", _web(bind), hopeless=BOOT_FAILED))
        if only != "web":
            command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "qcluster"]
            parts.append(Part("cluster", command, pulse=Pulse(stale, ask)))
        for line in _welcome(only, bind):
            to_stdout("portal", line)
        connections.close_all()
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        try:
            Supervisor(parts, environment, patience, to_stdout).run()
        except HopelessError as error:
            raise CommandError(str(error)) from None


def ask() -> bool:
    """Put a heartbeat into the queue unless something waits there already; tell if one does."""
    try:
        if get_broker().queue_size() == 0:
            async_task(TICK)
        return True
    except Exception as error:  # any database or broker has its own kind
        logger.warning("the queue cannot be reached: %s", error)
        return False
    finally:
        connections.close_all()


def _web(bind: str) -> list[str]:
    gunicorn = [sys.executable, "-m", "gunicorn", "cs_portal.wsgi", "--bind", bind]
    return [*gunicorn, "--workers", "2", "--threads", "4", "--no-control-socket"]


def _address() -> str:
    """This machine only while the portal's address is local; else all, for the proxy in front."""
    base = urlsplit(settings.PORTAL_BASE_URL)
    if base.hostname in ("localhost", "127.0.0.1"):
        return f"127.0.0.1:{base.port or 8000}"
    return f"0.0.0.0:{os.environ.get('PORT') or 8000}"


def _refuse_taken(bind: str) -> None:
    host, _, port = bind.rpartition(":")
    try:
        with socket.create_server((host, int(port))):
            pass
    except (OSError, ValueError, OverflowError) as error:
        raise CommandError(
            f"The web server cannot listen on {bind}: {error}. Choose another address with --bind, "
            "or another port with “make run PORT=8001”."
        ) from None


def _welcome(only: str | None, bind: str) -> list[str]:
    if only == "cluster":
        return ["the task cluster, without the web"]
    lines = [f"the portal: {settings.PORTAL_BASE_URL}/admin/ (listening on {bind})"]
    try:
        if not settings.PRODUCTION and (login := demo_login.known()):
            lines.append(f"log in as {login[0]} with the password {login[1]}")
    except DatabaseError as error:
        raise CommandError(
            f"The database cannot be read ({error}): run “manage.py migrate”."
        ) from error
    return [*lines, "Ctrl-C stops it"]
