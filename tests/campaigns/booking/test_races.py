"""Fifty at once for one slot: one has it, on both kinds of database; the others get other slots."""

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT, portal_environment

PREPARE = """
import django; django.setup()
from tests.factories.accounts import AccountFactory, ContactFactory
from tests.factories.booking import HostFactory, MeetingTypeFactory
host = HostFactory()
kind = MeetingTypeFactory(slug="race", minutes=60, buffer_after=15)
account = AccountFactory(ta=host.user)
ContactFactory.create_batch(50, account=account)
"""

RACE = """
import threading, django; django.setup()
from datetime import datetime, timedelta, UTC
from django.db import connection
from accounts.models import Contact
from campaigns.booking.book import book
from campaigns.booking.refused import Taken
from campaigns.models import MeetingType
from tests.factories.booking import NOW
kind = MeetingType.objects.get(slug="race")
start = datetime(2026, 3, 3, 10, tzinfo=UTC)
gate = threading.Barrier(50)
said = []
def post(number, contact):
    connection.ensure_connection()
    gate.wait()
    try:
        # Half of them want a time that only overlaps.
        at = start + timedelta(minutes=30 * (number % 2))
        book(kind, contact, at, now=NOW)
        said.append("booked")
    except Taken as refused:
        said.append("offered others" if refused.offer.free else "nothing offered")
    except Exception as error:
        said.append(repr(error))
    finally:
        connection.close()
threads = [
    threading.Thread(target=post, args=(number, contact))
    for number, contact in enumerate(Contact.objects.select_related("account__programme"))
]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
from collections import Counter
from campaigns.models import Meeting, MeetingHost
print(sorted(Counter(said).items()), Meeting.objects.count(), MeetingHost.objects.count())
"""


@pytest.mark.slow
def test_fifty_at_once_give_one_booking(fresh_database, tmp_path):
    environment = portal_environment(tmp_path / "var", DATABASE_URL=fresh_database)
    environment |= {"DJANGO_SETTINGS_MODULE": "cs_portal.settings", "PYTHONPATH": str(ROOT)}
    for code in (PREPARE, RACE):
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=200,
        )
        assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[('booked', 1), ('offered others', 49)] 1 1"
