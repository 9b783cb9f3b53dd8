"""Asks a survey of contacts: decided here with its reasons, then mailed like every campaign."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import DateField, Exists, OuterRef, Q, QuerySet, Subquery

from accounts.models import Contact, Suppression, TrainingSession, User
from campaigns import definitions
from campaigns.definitions import SURVEY
from campaigns.models import (
    Campaign,
    CampaignState,
    Status,
    Survey,
    SurveyInvitation,
    SurveyState,
    Touch,
)
from campaigns.models.touch import SPENT, UNDER_WAY
from lifecycle.gather import Programmes

ASKED_LATELY, ALREADY, SILENCED, PROGRAMME = "asked lately", "already", "silenced", "programme"
REASONS = {
    ASKED_LATELY: "asked something not long ago",
    ALREADY: "asked this on the same occasion",
    SILENCED: "get no mail from us",
    PROGRAMME: "are in a programme that does not ask it",
}
WITHDRAWN = "recalled"


class AskError(ValueError):
    """Why a survey cannot be asked at all, in a sentence."""


class Plan(NamedTuple):
    """Who is asked, how many are passed over for which reason, and the mails' campaign."""

    campaign: Campaign
    contacts: list[Contact]
    passed: Counter[str]


class Occasion(NamedTuple):
    """What the question is about: its key once for each contact, and how people would say it."""

    key: str
    because: str
    session: TrainingSession | None = None


def campaign_of(survey: Survey) -> Campaign:
    """The active campaign whose mails go out when the survey asks; raises AskError."""
    if survey.state != SurveyState.ACTIVE or survey.current is None:
        raise AskError(f"“{survey}” is not active.")
    active = Campaign.objects.filter(state=CampaignState.ACTIVE, current__isnull=False)
    for campaign in active.select_related("current").order_by("slug"):
        rule = campaign.current.rule
        if rule.get("survey") == survey.slug and rule.get("due", {}).get("kind") == SURVEY:
            return campaign
    raise AskError(
        f"No active campaign goes out when “{survey}” asks: write its mail as a campaign first."
    )


def plan(survey: Survey, contacts: QuerySet[Contact], occasion: Occasion, *, on: date) -> Plan:
    """Who would be asked on the day, and who not (Q2 to Q4); nothing is written."""
    campaign = campaign_of(survey)
    programmes = Programmes.load()
    runs = campaign.current.rule.get("programmes") or {}
    chosen: list[Contact] = []
    passed: Counter[str] = Counter()
    asked: set[str] = set()
    for contact in _looked_at(contacts, survey, occasion, definitions.topic(campaign.current.rule)):
        slug = programmes.slugs[contact.account.programme_id]
        gap = timedelta(programmes.policies[slug].survey_gap_days)
        lately = [day for day in (contact.invited_on, contact.written_on) if day]
        if contact.has_this:
            passed[ALREADY] += 1
        elif slug not in runs:
            passed[PROGRAMME] += 1
        elif contact.silenced:
            passed[SILENCED] += 1
        elif contact.email in asked or any(on - day < gap for day in lately):
            passed[ASKED_LATELY] += 1
        else:
            asked.add(contact.email)
            chosen.append(contact)
    return Plan(campaign, chosen, passed)


def _looked_at(
    contacts: QuerySet[Contact], survey: Survey, occasion: Occasion, topic: str
) -> QuerySet[Contact]:
    """Each with when the address was last asked anything, on whichever account."""
    unsent = Touch.objects.filter(
        contact=OuterRef("contact"),
        campaign=OuterRef("campaign"),
        step=OuterRef("occasion"),
        status__in=(Status.SKIPPED, Status.FAILED),
    )
    invited = SurveyInvitation.objects.filter(
        ~Exists(unsent), contact__email=OuterRef("email"), withdrawn_at__isnull=True
    ).order_by("-asked_on")
    carriers = Campaign.objects.filter(current__messages__body__contains="survey_url")
    written = Touch.objects.filter(
        address=OuterRef("email"), campaign__in=carriers.values("pk"), status__in=SPENT
    ).order_by("-decided_on")
    this = SurveyInvitation.objects.filter(
        contact=OuterRef("pk"), survey=survey, occasion=occasion.key
    )
    silenced = Suppression.objects.keeping_away(topic).filter(address=OuterRef("email"))
    return (
        contacts.filter(removed_at__isnull=True, account__removed_at__isnull=True)
        .select_related("account")
        .annotate(
            invited_on=Subquery(invited.values("asked_on")[:1], output_field=DateField()),
            written_on=Subquery(written.values("decided_on")[:1], output_field=DateField()),
            has_this=Exists(this),
            silenced=Exists(silenced),
        )
        .order_by("account_id", "pk")
    )


@transaction.atomic
def ask(
    survey: Survey,
    contacts: QuerySet[Contact],
    occasion: Occasion,
    *,
    on: date,
    now: datetime,
    by: User | None = None,
    expected: int | None = None,
) -> Plan:
    """Invite those of the plan; their mails are planned with the next day decided.

    Raises AskError when they are not as many as `expected`. Twice invites nobody twice.
    """
    found = plan(survey, contacts, occasion, on=on)
    if expected is not None and len(found.contacts) != expected:
        raise AskError(f"It would be {len(found.contacts)} people now, not {expected}. Look again.")
    SurveyInvitation.objects.bulk_create(
        _invitations(survey, found, occasion, on=on, now=now, by=by),
        ignore_conflicts=True,
        batch_size=500,
    )
    return found


def _invitations(
    survey: Survey, found: Plan, occasion: Occasion, *, on: date, now: datetime, by: User | None
) -> Iterable[SurveyInvitation]:
    programmes = Programmes.load()
    for contact in found.contacts:
        policy = programmes.policies[programmes.slugs[contact.account.programme_id]]
        yield SurveyInvitation(
            survey=survey,
            version_id=survey.current_id,
            account_id=contact.account_id,
            contact=contact,
            campaign=found.campaign,
            occasion=occasion.key[:60],
            because=occasion.because[:200],
            session=occasion.session,
            asked_on=on,
            closes_on=on + timedelta(policy.survey_open_days),
            asked_by=by,
            created_at=now,
        )


@transaction.atomic
def withdraw(invitation: SurveyInvitation, *, now: datetime) -> bool:
    """Take back what was not answered; a mail that has not left is stopped with it."""
    open_ = SurveyInvitation.objects.filter(
        pk=invitation.pk, withdrawn_at=None, response__isnull=True
    )
    if not open_.update(withdrawn_at=now):
        return False
    mine = Q(campaign=invitation.campaign_id, step=invitation.occasion)
    Touch.objects.filter(mine, contact=invitation.contact_id, status__in=UNDER_WAY).update(
        status=Status.SKIPPED, reason=WITHDRAWN
    )
    return True
