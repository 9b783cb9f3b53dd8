"""Takes a demo book out again, as long as nothing else is in it."""

from django.db import transaction

from accounts.models import Absence, Account, PoolMember, Suppression
from campaigns.models import CustomerMail, HelpRequest, ProviderEvent, TeamMail, Touch
from cs_portal.demo import meetings, outreach, voices
from cs_portal.demo.book import PREFIX
from lifecycle.models import (
    Alert,
    BusinessReview,
    Document,
    HealthChange,
    Opportunity,
    PlanSignature,
    PlaybookRun,
    RenewalAssessment,
    RenewalForecast,
    RenewalResult,
    ReviewSignature,
    RiskCase,
    StageChange,
    StageOverride,
    SuccessPlan,
    Task,
)


class NotOnlyDemoError(Exception):
    """The book holds accounts that are no part of the demo."""


def remove() -> None:
    """Delete every account of the demo with all that hangs on it; raise if there are others."""
    if others := Account.objects.exclude(external_id__startswith=PREFIX).count():
        raise NotOnlyDemoError(f"{others} accounts of the book are no part of the demo.")
    with transaction.atomic():
        # The ledgers guard their accounts against being deleted, so they go first.
        ProviderEvent.objects.filter(provider="demo").delete()
        meetings.remove()
        for ledger in (RenewalResult, RenewalForecast, RiskCase, RenewalAssessment):
            ledger.objects.all().delete()
        for ledger in (PlanSignature, Opportunity, SuccessPlan, Document, Task, PlaybookRun):
            ledger.objects.all().delete()
        for ledger in (
            HelpRequest,
            CustomerMail,
            TeamMail,
            Touch,
            Alert,
            HealthChange,
            StageChange,
            StageOverride,
            ReviewSignature,
        ):
            ledger.objects.all().delete()
        BusinessReview.objects.update(revises=None)
        BusinessReview.objects.all().delete()
        Suppression.objects.filter(address__endswith=".example").delete()
        outreach.remove()
        Account.objects.all().delete()
        voices.remove()
        for ledger in (Absence, PoolMember):
            ledger.objects.filter(user__email__endswith="@portal.example").delete()
