"""Door: a small lively book of customers to look at."""

import sys
from datetime import datetime, time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.doors import bar, iso_day
from accounts.intake.run import Refused
from accounts.models import Account
from campaigns.definitions import DefinitionError
from cs_portal import demo_login
from cs_portal.demo import life, removal
from lifecycle.policy import PolicyError


class Command(BaseCommand):
    help = (
        "Fills an empty book with a small demo world: some sixty customers of all four programmes "
        "in every stage, their people, a team, daily usage, calls and notes. It is imported like "
        "any other book and then lives through its last days, 120 of them: stages and health are "
        "decided, mails are planned and written to the log, none leaves. The same day and seed "
        "make the same world. Refuses a book that is not empty, and a portal that really sends. "
        "Makes a login, and prints it, when nobody can log in yet."
    )

    def add_arguments(self, parser):
        parser.add_argument("--on", type=iso_day, help="the day the world has come to (today)")
        parser.add_argument("--seed", type=int, default=7, help="another number, another world")
        parser.add_argument(
            "--days", type=int, default=life.DAYS, help=f"days it has lived ({life.DAYS})"
        )
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="do nothing, and say so, if the book has accounts",
        )
        parser.add_argument(
            "--again", action="store_true", help="replace an earlier demo; never other accounts"
        )

    def handle(self, *, on, seed, days, if_empty, again, **options):
        if settings.PORTAL_SENDING == "on":
            raise CommandError("PORTAL_SENDING is on: a demo book has no place where mails leave.")
        if Account.objects.exists():
            if if_empty:
                self.stdout.write("The book has accounts: no demo is needed.")
                return
            self._make_room(again)
        counts = self._live(_moment(on), seed, days)
        self.stdout.write(
            f"demo: {Account.objects.count()} accounts, {counts['sent']} mails written to the log"
        )
        if login := demo_login.make():
            self.stdout.write(f"log in as {login[0]} with the password {login[1]}")

    def _make_room(self, again):
        if not again:
            raise CommandError("The book is not empty; --again replaces an earlier demo.")
        try:
            removal.remove()
        except removal.NotOnlyDemoError as error:
            raise CommandError(f"{error} Nothing was removed.") from None

    def _live(self, now, seed, days):
        try:
            found = life.begin(now=now, seed=seed, days=days)
            with bar(days + 1, "days", stream=sys.stderr) as shown:
                return life.live(found, now=now, progress=shown.update, days=days)
        except Refused as error:
            raise CommandError("\n".join(["the book refuses the demo:", *error.lines])) from None
        except (PolicyError, DefinitionError) as error:
            raise CommandError(f"The programme cannot be used: {error}") from error


def _moment(on):
    """Now, or noon of a day in the past or future."""
    if on is None or on == timezone.localdate():
        return timezone.now()
    return timezone.make_aware(datetime.combine(on, time(12)))
