"""Door: why an account stands where it does."""

import json

from django.core.management.base import BaseCommand, CommandError

from accounts.doors import iso_day, today
from accounts.models import Account
from campaigns.day import Rules
from campaigns.definitions import DefinitionError
from campaigns.explain import explain
from campaigns.explain_text import text
from lifecycle.policy import PolicyError


class Command(BaseCommand):
    help = (
        "Explains an account on a day: the stage with the rule and inputs behind it, what would "
        "change it, health by indicator with the date of its data, what was sent or not sent to "
        "whom and why, and what the next 30 days bring if metrics stay as they are."
    )

    def add_arguments(self, parser):
        parser.add_argument("account_id")
        parser.add_argument("--on", type=iso_day, help="the day, as 2026-03-01 (today)")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *, account_id, on, format, **options):
        account = Account.objects.select_related("programme").filter(external_id=account_id).first()
        if account is None:
            raise CommandError(f"{account_id}: there is no such account.")
        try:
            told = explain(account, Rules.load(), on=on or today())
        except (PolicyError, DefinitionError) as error:
            raise CommandError(f"The programme cannot be used: {error}") from error
        if format == "json":
            self.stdout.write(json.dumps(told, indent=1, ensure_ascii=False))
        else:
            self.stdout.write(text(told))
