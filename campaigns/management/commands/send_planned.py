"""Door: hand over what may leave by now."""

import signal
import threading

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.doors import told
from campaigns import send


class Command(BaseCommand):
    help = (
        "Hands over every planned mail to customers that may leave by now, as the heartbeat does, "
        "and ends when none is left. For sending at once after a pause, or without a cluster. "
        "Several may run at the same time; stopped by SIGTERM or Ctrl-C it finishes the mails "
        "under way. What a killed sender had under way is held as uncertain, never sent a second "
        "time."
    )

    def handle(self, **options):
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        counts = send.customer_mails(clock=timezone.now, until=stop.is_set)
        counts += send.planned(clock=timezone.now, until=stop.is_set)
        self.stdout.write(told(counts))
