"""Finds the invitation that the link of a mail leads to, written down or not yet."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Contact
from campaigns.definitions import SURVEY
from campaigns.models import Survey, SurveyInvitation, Touch
from lifecycle import policy

# What a campaign asks for whose rule was written before rules named their survey.
USUAL = "day30"


def of_touch(contact: Contact, touch: int) -> SurveyInvitation | None:
    """The one its mail carried; for a campaign with days of its own a new one, not saved.

    Nobody's for a mail to somebody else, or one whose survey is not there any more.
    """
    found = Touch.objects.select_related("campaign", "version").filter(pk=touch, contact=contact)
    mail = found.first()
    if mail is None or mail.version is None:
        return None
    rule = mail.version.rule
    slug = rule.get("survey") or USUAL
    by_itself = rule.get("due", {}).get("kind") != SURVEY
    occasion = _occasion(mail) if by_itself else mail.step
    known = (
        SurveyInvitation.objects.select_related(
            "survey", "version", "account__programme", "contact"
        )
        .filter(contact=contact, survey__slug=slug, occasion=occasion)
        .first()
    )
    if known or not by_itself:
        return known
    survey = Survey.objects.select_related("current").filter(slug=slug).first()
    return _new(contact, mail, survey, occasion) if survey and survey.current else None


def _occasion(mail: Touch) -> str:
    return f"{mail.campaign.slug}:{mail.relationship}:{mail.step}"[:60]


def _new(contact: Contact, mail: Touch, survey: Survey, occasion: str) -> SurveyInvitation:
    asked_on = timezone.localdate(mail.sent_at) if mail.sent_at else mail.decided_on
    days = policy.read(contact.account.programme.policy).survey_open_days
    return SurveyInvitation(
        survey=survey,
        version=survey.current,
        account=contact.account,
        contact=contact,
        campaign=mail.campaign,
        touch=mail,
        occasion=occasion,
        because=f"With the mail “{mail.campaign.name}”"[:200],
        asked_on=asked_on,
        closes_on=asked_on + timedelta(days),
        created_at=mail.sent_at,
    )
