"""Sets the clock of a whole process tree: Python imports this first where PYTHONPATH names it.

A cluster cannot wait for a Monday at nine. PORTAL_TEST_SHIFT is by how many seconds every
process is ahead of the real clock, so that they all agree.
"""

import datetime
import os

import time_machine

if shift := os.environ.get("PORTAL_TEST_SHIFT"):
    now = datetime.datetime.now(datetime.UTC)
    time_machine.travel(now + datetime.timedelta(seconds=float(shift)), tick=True).start()
