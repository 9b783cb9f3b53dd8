"""Sends the mails to our own team: written as they leave, each once."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from campaigns.carriers.carrier import Carrier
from campaigns.carriers.message import Outgoing
from campaigns.compose import Rendered
from campaigns.digest import gather, letter
from campaigns.models import TeamMail
from campaigns.quiet import gather as report
from campaigns.quiet import letter as quiet_letter
from campaigns.sending import desk
from campaigns.sending.letters import message_id_end
from campaigns.windows import is_weekend

NOTHING_NEW, NOT_WANTED = "nothing new", "not wanted"


def team_mails(
    *,
    clock: Callable[[], datetime],
    until: Callable[[], bool] = lambda: False,
    carrier: Carrier | None = None,
) -> Counter[str]:
    """Hand over what is planned for the team, and count what became of it."""
    return desk.hand_over(
        TeamMail,
        _written,
        named="team mails",
        clock=clock,
        until=until,
        carrier=carrier,
        related=("user",),
    )


def _digest(row: TeamMail) -> Rendered | None:
    on = timezone.localdate(row.until)
    found = gather.read(row.user, since=row.since, until=row.until, on=on)
    return letter.write(found, row.user) if found.sections else None


def _quiet(row: TeamMail) -> Rendered | None:
    """On a free day only what is wrong is worth a mail."""
    found = report.read(now=row.until, since=row.since)
    wanted = found.causes or not is_weekend(row.day)
    return quiet_letter.write(found, row.user) if wanted else None


_RENDERED = {TeamMail.Kind.DIGEST: _digest, TeamMail.Kind.QUIET: _quiet}


def _written(row: TeamMail) -> Outgoing | str:
    """The mail, or why none is wanted or needed any more."""
    user = row.user
    if not (user.is_active and user.digest and user.email):
        return NOT_WANTED
    rendered = _RENDERED[row.kind](row)
    if rendered is None:
        return NOTHING_NEW
    TeamMail.objects.filter(pk=row.pk).update(subject=rendered.subject, address=user.email)
    return Outgoing(
        key=f"team.{row.pk}",
        sender=settings.PORTAL_SENDER_EMAIL,
        sender_name=settings.PORTAL_SENDER_NAME,
        to=user.email,
        to_name=user.get_full_name(),
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        headers={
            "Message-ID": f"<team.{row.pk}.{row.attempts}{message_id_end()}",
            "Auto-Submitted": "auto-generated",
        },
        metadata={"team_mail": str(row.pk)},
        tags=(row.kind,),
    )
