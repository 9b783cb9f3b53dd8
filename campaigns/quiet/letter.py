"""Writes the report of what did not happen as a mail to CS operations."""

from django.urls import reverse

from accounts.models import User
from campaigns.compose import Rendered
from campaigns.digest import letter
from campaigns.digest.contents import Section
from campaigns.quiet.report import Report

_SAID = "this was due and did not happen."
_QUIET = (
    "everything that was due has happened: every account is decided, every mail left or has a "
    "reason that somebody chose."
)


def write(report: Report, user: User) -> Rendered:
    page = reverse("admin:campaigns_touch_quiet")
    sections = [
        Section(
            cause.title,
            cause.title,
            cause.examples,
            cause.count,
            cause.path or page,
            cause.advice,
        )
        for cause in report.causes
    ]
    return letter.compose(
        report.subject,
        _SAID if sections else _QUIET,
        sections,
        user,
        button=("Open the report", page),
    )
