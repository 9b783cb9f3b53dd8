"""Asks a survey of a segment: shown first, then confirmed by typing the number."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest

from campaigns.models import Segment, Survey
from campaigns.segments import filters
from campaigns.surveys import asking
from campaigns.surveys.asking import AskError, Occasion

_SAMPLE = 8


class Wave:
    """One asking of a segment on a day; the same segment on the same day is the same occasion."""

    def __init__(self, request: HttpRequest, survey: Survey, *, on: date) -> None:
        self.request, self.survey, self.on = request, survey, on
        usable = Segment.objects.filter(shared=True) | Segment.objects.filter(owner=request.user)
        self.segments = list(usable.order_by("name"))
        chosen = request.POST.get("segment") or request.GET.get("segment", "")
        self.segment = next((one for one in self.segments if str(one.pk) == chosen), None)
        self.refusal = ""

    def asked(self, *, now: datetime) -> str:
        """What was done, if it was confirmed; `refusal` says why it was not."""
        if self.request.method != "POST" or self.segment is None:
            return ""
        typed = self.request.POST.get("count", "").strip().replace(",", "")
        try:
            done = asking.ask(
                self.survey,
                self._contacts(),
                self._occasion(),
                on=self.on,
                now=now,
                by=self.request.user,
                expected=int(typed) if typed.isdecimal() else -1,
            )
        except AskError as refused:
            self.refusal = str(refused)
            return ""
        count = len(done.contacts)
        people = "1 person" if count == 1 else f"{count:,} people"
        return f"{people} of “{self.segment}” will be asked: mails are planned with the next day."

    def context(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "segments": self.segments,
            "segment": self.segment,
            "refusal": self.refusal,
        }
        if self.segment is None:
            return found
        try:
            plan = asking.plan(self.survey, self._contacts(), self._occasion(), on=self.on)
        except AskError as refused:
            return {**found, "refusal": str(refused)}
        return {
            **found,
            "words": filters.words(self.segment.query, self.segment.roles),
            "campaign": plan.campaign,
            "count": len(plan.contacts),
            "sample": plan.contacts[:_SAMPLE],
            "passed": [(count, asking.REASONS[why]) for why, count in plan.passed.most_common()],
        }

    def _contacts(self):
        return filters.contacts(self.segment.query, self.segment.roles, on=self.on)

    def _occasion(self) -> Occasion:
        return Occasion(
            f"wave-{self.on}-{self.segment.pk}", f"Asked of the segment “{self.segment}”"
        )
