"""Door: one whole day, or each day of a range."""

import sys
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.doors import bar, iso_day, today, told
from accounts.models import Account
from campaigns import day, send
from campaigns.definitions import DefinitionError
from lifecycle.policy import PolicyError


class Command(BaseCommand):
    help = (
        "Runs one whole day exactly as the cluster does: decides the stage and health of every "
        "account, opens and closes what campaigns have due, plans it within each contact's "
        "budget and hands it over at once. With --through, every day of the range, each whole. "
        "Days missed before the first are caught up for stages and health, without mail (R3). "
        "Safe to repeat, to interrupt and to run twice at once: what is decided stays decided."
    )

    def add_arguments(self, parser):
        parser.add_argument("--on", type=iso_day, help="the day, as 2026-03-01 (today)")
        parser.add_argument("--through", type=iso_day, help="the last day of a range (--on)")
        parser.add_argument("--no-send", action="store_true", help="plan, but hand nothing over")

    def handle(self, *, on, through, no_send, **options):
        first = on or today()
        last = through or first
        if last < first:
            raise CommandError(f"--through {last} is before --on {first}.")
        days = (last - first).days + 1
        with bar(days * Account.objects.current().count(), "accounts", stream=sys.stderr) as shown:
            for number in range(days):
                self._run(first + timedelta(number), shown, no_send)

    def _run(self, on, shown, no_send):
        try:
            rules = day.Rules.load()
        except (PolicyError, DefinitionError) as error:
            raise CommandError(f"The programme cannot be used: {error}") from error
        counts = day.run(on, rules, clock=timezone.now, progress=shown.update)
        if not no_send:
            counts += send.planned(clock=timezone.now, through=on)
        self.stdout.write(f"{on}: {told(counts)}")
        if counts["failed"]:
            raise CommandError(f"{counts['failed']} accounts could not be decided: see the log.")
