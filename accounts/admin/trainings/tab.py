"""The Trainings page of an account: what was given, to whom, with what effect, and what never."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from django.http import HttpRequest

from accounts import effect
from accounts.admin import tabs
from accounts.admin.trainings.actions import SLUG
from accounts.models import Account, SessionState, Training, TrainingSession


class SessionView(NamedTuple):
    session: TrainingSession
    attended: list
    missed: list
    count: int
    effect: effect.Effect | None


def read(request: HttpRequest, account: Account, on: date) -> dict[str, Any]:
    sessions = list(
        account.training_sessions.select_related("training", "host").prefetch_related(
            "attendances__contact"
        )
    )
    held = [session for session in sessions if session.state == SessionState.HELD]
    effects = effect.around(account, {session.on for session in held}, on=on)
    given = {session.training_id for session in held}
    catalogue = [one for one in Training.objects.all() if one.active or one.pk in given]
    return {
        "on": on,
        "held": [_view(session, effects[session.on]) for session in held],
        "planned": [
            _view(session, None)
            for session in reversed(sessions)
            if session.state == SessionState.PLANNED
        ],
        "cancelled": [one for one in sessions if one.state == SessionState.CANCELLED],
        "never": [training for training in catalogue if training.pk not in given],
        "days": effect.length(account),
    }


def _view(session: TrainingSession, found: effect.Effect | None) -> SessionView:
    invited = list(session.attendances.all())
    attended = [one.contact for one in invited if one.attended]
    missed = [one.contact for one in invited if not one.attended]
    return SessionView(session, attended, missed, len(attended) + session.others, found)


def glance(account: Account, on: date) -> list[tabs.Glance]:
    """The next one planned, one that should have been by now, else the last held."""
    rows = list(
        account.training_sessions.exclude(state=SessionState.CANCELLED)
        .select_related("training")
        .order_by("on", "pk")
    )
    planned = [one for one in rows if one.state == SessionState.PLANNED]
    if planned and planned[0].on < on:
        text = f"{planned[0].training} was planned for {planned[0].on}: was it held?"
        return [tabs.Glance("band-concerning", "to note", text)]
    if planned:
        return [tabs.Glance("stage-onboarding", "planned", str(planned[0]))]
    if rows:
        recent = rows[-1].on > on - timedelta(180)
        return [tabs.Glance("band-healthy" if recent else "band-none", "held", str(rows[-1]))]
    return [tabs.Glance("band-none", "none yet", "No training was given")]


tabs.register(
    tabs.Tab(
        SLUG,
        "Trainings",
        "accounts.view_trainingsession",
        "admin/accounts/trainings/page.html",
        read,
        glance,
        order=60,
    )
)
