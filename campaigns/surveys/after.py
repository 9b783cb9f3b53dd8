"""Asks those we trained or met how it was, some days after it was held at the most."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from accounts.models import Contact, SessionState, TrainingSession
from campaigns.models import Meeting, MeetingState, Survey, SurveyInvitation, SurveyState
from campaigns.surveys import asking
from campaigns.surveys.asking import AskError, Occasion
from lifecycle.gather import Programmes

TRAINING, MEETING = "csat_training", "csat_meeting"
_AT_ONCE = 200


def ask(*, on: date, now: datetime) -> int:
    """Ask about all that is due and was not asked about; how many people that were.

    The rule of each programme says how many days after it; 0 means never (Q7).
    """
    programmes = Programmes.load()
    policies = programmes.policies
    days = {pk: policies[slug].survey_after_days for pk, slug in programmes.slugs.items()}
    longest = max(days.values(), default=0)
    if not longest:
        return 0
    asked = 0
    for slug, find in ((TRAINING, _trainings), (MEETING, _meetings)):
        survey = _survey(slug)
        if survey is None:
            continue
        for programme, held_on, contacts, occasion in find(survey, on, longest):
            if (on - held_on).days <= days[programme]:
                asked += len(asking.ask(survey, contacts, occasion, on=on, now=now).contacts)
    return asked


def _survey(slug: str) -> Survey | None:
    """The survey, if it is asked and a campaign carries it."""
    found = Survey.objects.select_related("current").filter(slug=slug).first()
    if found is None or found.state != SurveyState.ACTIVE or found.current is None:
        return None
    try:
        asking.campaign_of(found)
    except AskError:
        return None
    return found


def _trainings(survey: Survey, on: date, longest: int) -> Iterable[tuple]:
    """Held within the days, with somebody of theirs there, and nobody asked yet."""
    asked = SurveyInvitation.objects.filter(session=OuterRef("pk"))
    held = TrainingSession.objects.filter(
        ~Exists(asked),
        state=SessionState.HELD,
        on__range=(on - timedelta(longest), on),
        account__removed_at__isnull=True,
        attendances__attended=True,
    )
    for session in held.select_related("account", "training").distinct()[:_AT_ONCE]:
        there = Contact.objects.filter(attendances__session=session, attendances__attended=True)
        because = f"After {session.training} on {session.on}"
        occasion = Occasion(f"training-{session.pk}", because, session)
        yield session.account.programme_id, session.on, there, occasion


def _meetings(survey: Survey, on: date, longest: int) -> Iterable[tuple]:
    """Held within the days with a contact who was not asked about it yet."""
    key = Concat(Value("meeting-"), Cast(OuterRef("pk"), CharField()))
    asked = SurveyInvitation.objects.filter(survey=survey, occasion=key)
    first = datetime.combine(on - timedelta(longest), time(), timezone.get_default_timezone())
    held = Meeting.objects.filter(
        ~Exists(asked),
        state=MeetingState.HELD,
        starts_at__gte=first,
        contact__isnull=False,
        account__removed_at__isnull=True,
    )
    for meeting in held.select_related("account", "type")[:_AT_ONCE]:
        day = timezone.localdate(meeting.starts_at)
        occasion = Occasion(f"meeting-{meeting.pk}", f"After {meeting.type} on {day}")
        yield (
            meeting.account.programme_id,
            day,
            Contact.objects.filter(pk=meeting.contact_id),
            occasion,
        )
