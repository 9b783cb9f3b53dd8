"""What a survey brought: how many were asked and answered, the score over time and by group."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from accounts.models import User
from campaigns.models import Campaign, Status, Survey, SurveyKind, SurveyResponse, Touch
from campaigns.surveys import sums
from campaigns.surveys.definitions import Definition
from campaigns.surveys.question import CHOICE, CHOICES, YES_NO
from lifecycle.models import Stage

MOST = 2_000  # answers whose choices are counted one by one

_STAGES = {stage: name.partition(". ")[2] for stage, name in Stage.choices}


class Figure(NamedTuple):
    """A group's answers and its score in words; `share` is the length of its bar in per cent."""

    name: str
    answers: int
    score: str
    share: int
    low: int


class Tally(NamedTuple):
    """How often each answer of a question was given, the whole being those who answered it."""

    ask: str
    answered: int
    rows: list[tuple[str, int, int]]


class Results(NamedTuple):
    asked: int
    answered: int
    rate: int | None
    score: str
    promoters: sums.Promoters | None
    spread: list[tuple[int, int, int]]
    months: list[Figure]
    groups: list[tuple[str, list[Figure]]]
    tallies: list[Tally]
    help: int
    low: int


def responses(survey: Survey, *, since: date | None, **where: Any) -> QuerySet[SurveyResponse]:
    """Those of the book, answered on the day or later."""
    found = SurveyResponse.objects.filter(survey=survey, account__removed_at__isnull=True, **where)
    if since:
        zone = timezone.get_current_timezone()
        found = found.filter(answered_at__gte=datetime.combine(since, time(), zone))
    return found


def read(survey: Survey, definition: Definition, *, since: date | None, **where: Any) -> Results:
    """In a fixed number of queries; `where` narrows by fields of the response."""
    rows = responses(survey, since=since, **where)
    scores = _scores(rows)
    counted = rows.aggregate(all=Count("pk"))["all"]
    asked = _asked(survey, since, where)
    total = _together(scores.values())
    answers = list(rows.values_list("answers", "wants_help", "low")[:MOST])
    return Results(
        asked=asked,
        answered=counted,
        rate=sums.share(counted, asked) if counted <= asked else None,
        score=_score(survey, total),
        promoters=sums.promoters(total.items()) if survey.kind == SurveyKind.NPS else None,
        spread=_spread(definition, total),
        months=_months(survey, rows),
        groups=_groups(survey, scores),
        tallies=_tallies(definition, [values for values, _, _ in answers]),
        help=sum(wants for _, wants, _ in answers),
        low=sum(low for _, _, low in answers),
    )


def _asked(survey: Survey, since: date | None, where: dict[str, Any]) -> int:
    """Mails that left with its link; narrowed as far as a mail knows what narrows it."""
    campaigns = Campaign.objects.filter(current__rule__survey=survey.slug)
    sent = Touch.objects.filter(
        campaign__in=list(campaigns.values_list("pk", flat=True)), status=Status.SENT
    )
    if since:
        sent = sent.filter(decided_on__gte=since)
    account = {name: value for name, value in where.items() if name.startswith("account__")}
    return sent.filter(**account).count()


def _scores(rows: QuerySet[SurveyResponse]) -> dict[tuple[str, str, int | None], Counter[int]]:
    """How often each score was given, by programme, stage and advisor."""
    found: dict[tuple[str, str, int | None], Counter[int]] = {}
    counted = (
        rows.filter(score__isnull=False)
        .order_by()
        .values_list("account__programme__name", "stage", "ta", "score")
        .annotate(Count("pk"))
    )
    for programme, stage, ta, score, count in counted:
        found.setdefault((programme, stage, ta), Counter())[score] += count
    return found


def _together(counters: Iterable[Counter[int]]) -> Counter[int]:
    total: Counter[int] = Counter()
    for counter in counters:
        total += counter
    return total


def _score(survey: Survey, scores: Counter[int]) -> str:
    """The promoter score with its sign, or the mean."""
    if survey.kind == SurveyKind.NPS:
        score = sums.promoters(scores.items()).score
        return "" if score is None else f"{score:+d}" if score else "0"
    return sums.mean(scores.items())


def _figure(survey: Survey, name: str, scores: Counter[int], most: int) -> Figure:
    count = scores.total()
    low = sum(many for score, many in scores.items() if score <= sums.DETRACTOR)
    return Figure(name, count, _score(survey, scores), sums.share(count, most) or 0, low)


def _figures(survey: Survey, found: dict[str, Counter[int]]) -> list[Figure]:
    most = max((counter.total() for counter in found.values()), default=0)
    figures = [_figure(survey, name, counter, most) for name, counter in found.items()]
    return sorted(figures, key=lambda figure: (-figure.answers, figure.name))


def _groups(survey: Survey, scores: dict) -> list[tuple[str, list[Figure]]]:
    names = {user.pk: str(user) for user in User.objects.filter(pk__in={ta for _, _, ta in scores})}
    by: tuple[dict[str, Counter[int]], ...] = ({}, {}, {})
    for (programme, stage, ta), counter in scores.items():
        keys = (programme, _STAGES.get(stage, "No stage"), names.get(ta, "The pool"))
        for place, key in enumerate(keys):
            by[place].setdefault(key, Counter()).update(counter)
    titles = ("Programme", "Stage when answered", "Technical Advisor")
    return [(title, _figures(survey, found)) for title, found in zip(titles, by, strict=True)]


def _months(survey: Survey, rows: QuerySet[SurveyResponse]) -> list[Figure]:
    """The oldest first."""
    found: dict[date, Counter[int]] = {}
    counted = (
        rows.filter(score__isnull=False)
        .order_by()
        .annotate(month=TruncMonth("answered_at"))
        .values_list("month", "score")
        .annotate(Count("pk"))
    )
    for month, score, count in counted:
        found.setdefault(month.date(), Counter())[score] += count
    most = max((counter.total() for counter in found.values()), default=0)
    newest = sorted(found)[-18:]
    return [_figure(survey, f"{month:%b %Y}", found[month], most) for month in newest]


def _spread(definition: Definition, total: Counter[int]) -> list[tuple[int, int, int]]:
    """Each score with its count, and the length of its bar."""
    headline = definition.headline
    if headline is None or headline.scale is None or not total:
        return []
    most = max(total.values())
    return [(score, total[score], 100 * total[score] // most) for score in headline.scale]


def _tallies(definition: Definition, answers: list[dict[str, Any]]) -> list[Tally]:
    found = []
    for question in definition.questions:
        scale = question.scale and question is not definition.headline
        if question.type not in (CHOICE, CHOICES, YES_NO) and not scale:
            continue
        given: Counter[str] = Counter()
        answered = 0
        for values in answers:
            if question.key in values:
                answered += 1
                given.update(_words(values[question.key]))
        possible = question.choices or (
            ("Yes", "No") if question.type == YES_NO else map(str, question.scale or ())
        )
        rows = [(word, given[word], sums.share(given[word], answered) or 0) for word in possible]
        found.append(Tally(question.ask, answered, rows))
    return found


def _words(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["Yes" if value else "No"]
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def since(days: int, *, on: date) -> date | None:
    """The first day of a period that many days long; none of one without beginning."""
    return on - timedelta(days) if days else None
