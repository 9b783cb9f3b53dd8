"""Fifty posts at once for one slot: one has it, on both databases; the others get other slots."""

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
import time_machine
from datetime import datetime, timedelta, UTC
from django.db import connection
from django.test import Client
from accounts.models import Contact
from campaigns import links
from campaigns.booking.forms import named
from tests.factories.booking import NOW
start = datetime(2026, 3, 3, 10, tzinfo=UTC)
gate = threading.Barrier(50)
said = []
ANSWERS = {302: "booked", 409: "refused"}
def post(number, contact):
    connection.ensure_connection()
    page = links.path_for(contact, links.BOOK) + "race/"
    # Half of them want a time that only overlaps.
    form = {"at": named(start + timedelta(minutes=30 * (number % 2))), "note": "x"}
    gate.wait()
    try:
        answer = Client(headers={"host": "localhost"}).post(page, form)
        others = "Other times" in answer.text and "x</textarea>" in answer.text
        said.append(ANSWERS[answer.status_code] + (" with others" if others else ""))
    except Exception as error:
        said.append(repr(error))
    finally:
        connection.close()
threads = [
    threading.Thread(target=post, args=(number, contact))
    for number, contact in enumerate(Contact.objects.select_related("account__programme"))
]
with time_machine.travel(NOW, tick=True):
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
    assert done.stdout.strip() == "[('booked', 1), ('refused with others', 49)] 1 1"
