"""Asks those who took part in a training how it was, some days after it was held at the most."""

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef

from accounts.models import Contact, SessionState, TrainingSession
from campaigns.models import Survey, SurveyInvitation, SurveyState
from campaigns.surveys import asking
from campaigns.surveys.asking import Occasion
from lifecycle.gather import Programmes

SURVEY = "csat_training"


def ask(*, on: date, now: datetime) -> int:
    """Ask about every session that is due and was not asked about; how many people that were.

    The rule of each programme says how many days after it; 0 means never (V3).
    """
    survey = Survey.objects.select_related("current").filter(slug=SURVEY).first()
    if survey is None or survey.state != SurveyState.ACTIVE or survey.current is None:
        return 0
    programmes = Programmes.load()
    days = {
        pk: programmes.policies[slug].survey_after_days for pk, slug in programmes.slugs.items()
    }
    longest = max(days.values(), default=0)
    if not longest:
        return 0
    sessions = _sessions(on, longest)
    found = [each for each in sessions if (on - each.on).days <= days[each.account.programme_id]]
    if not found:
        return 0
    try:
        asking.campaign_of(survey)
    except asking.AskError:
        return 0
    return sum(_ask_about(survey, session, on=on, now=now) for session in found)


def _sessions(on: date, longest: int) -> list[TrainingSession]:
    """Held within the days, with somebody of theirs there, and nobody asked yet."""
    asked = SurveyInvitation.objects.filter(session=OuterRef("pk"))
    held = TrainingSession.objects.filter(
        ~Exists(asked),
        state=SessionState.HELD,
        on__range=(on - timedelta(longest), on),
        account__removed_at__isnull=True,
        attendances__attended=True,
    )
    return list(held.select_related("account", "training").distinct()[:200])


def _ask_about(survey: Survey, session: TrainingSession, *, on: date, now: datetime) -> int:
    there = Contact.objects.filter(attendances__session=session, attendances__attended=True)
    occasion = Occasion(
        f"training-{session.pk}", f"After {session.training} on {session.on}", session
    )
    return len(asking.ask(survey, there, occasion, on=on, now=now).contacts)
