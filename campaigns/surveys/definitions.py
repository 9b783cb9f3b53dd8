"""A survey's definition as data: what kind it is, what it says, and its questions."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from campaigns.surveys import branches
from campaigns.surveys.question import (
    CHOICE,
    CHOICES,
    HELP,
    RATING,
    SCALES,
    SCORE,
    TYPES,
    Question,
)
from lifecycle.playbooks import fields
from lifecycle.playbooks.fields import DefinitionError

CHECKIN, NPS, CSAT, OWN = KINDS = ("checkin", "nps", "csat", "own")
MOST_QUESTIONS, MOST_CHOICES = 20, 12
_FIELDS = ("name", "purpose", "kind", "intro", "thanks", "questions")
_QUESTION_FIELDS = ("key", "type", "ask", "hint", "needed", "choices", "low", "high", "only_after")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NEEDS = {NPS: SCORE, CSAT: RATING}


class Definition(NamedTuple):
    name: str
    kind: str
    intro: str
    thanks: str
    questions: tuple[Question, ...]
    purpose: str = ""

    @property
    def headline(self) -> Question | None:
        """The question whose answer is the survey's score: the first on a scale asked of all."""
        scales = (each for each in self.questions if each.scale and not each.only_after)
        return next(scales, None)


def read(data: Mapping[str, Any]) -> Definition:
    """The survey that the data says; raises DefinitionError naming the field."""
    if not isinstance(data, Mapping):
        raise DefinitionError("definition: a mapping of fields is needed.")
    fields.known(data, _FIELDS)
    found = Definition(
        name=fields.text(data, "name", most=80, needed=True),
        kind=fields.one(data, "kind", KINDS),
        intro=fields.text(data, "intro", most=600),
        thanks=fields.text(data, "thanks", most=600),
        questions=_questions(data.get("questions")),
        purpose=fields.text(data, "purpose", most=200),
    )
    wanted = _NEEDS.get(found.kind)
    if wanted and (found.headline is None or found.headline.type != wanted):
        raise DefinitionError(f"questions: the first scale of a {found.kind} is a {wanted}.")
    return found


def _questions(data: Any) -> tuple[Question, ...]:
    if not isinstance(data, list | tuple) or not data:
        raise DefinitionError("questions: at least one is needed.")
    if len(data) > MOST_QUESTIONS:
        raise DefinitionError(f"questions: nobody answers more than {MOST_QUESTIONS}.")
    found = tuple(_question(each, place) for place, each in enumerate(data, start=1))
    keys = [each.key for each in found]
    for key in keys:
        if keys.count(key) > 1:
            raise DefinitionError(f"questions.{key}.key: it stands there twice.")
    if sum(each.type == HELP for each in found) > 1:
        raise DefinitionError("questions: one offer of help is enough.")
    branches.check(found)
    return found


def _question(data: Any, place: int) -> Question:
    if not isinstance(data, Mapping):
        raise DefinitionError(f"questions.{place}: a mapping of fields is needed.")
    key = data.get("key")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise DefinitionError(f"questions.{place}.key: small letters, digits and _ are needed.")
    where = f"questions.{key}."
    fields.known(data, _QUESTION_FIELDS, where)
    kind = fields.one(data, "type", TYPES, where)
    return Question(
        key=key,
        type=kind,
        ask=fields.text(data, "ask", where, most=200, needed=True),
        hint=fields.text(data, "hint", where, most=200),
        needed=_yes(data, "needed", where),
        choices=_choices(data, kind, where),
        low=_end(data, "low", kind, where),
        high=_end(data, "high", kind, where),
        only_after=branches.read(data.get("only_after"), where),
    )


def _yes(data: Mapping[str, Any], field: str, where: str) -> bool:
    value = data.get(field, False)
    if not isinstance(value, bool):
        raise DefinitionError(f"{where}{field}: true or false is needed.")
    return value


def _choices(data: Mapping[str, Any], kind: str, where: str) -> tuple[str, ...]:
    if kind not in (CHOICE, CHOICES):
        if "choices" in data:
            raise DefinitionError(f"{where}choices: a {kind} has none.")
        return ()
    given = data.get("choices")
    if not isinstance(given, list | tuple) or not 2 <= len(given) <= MOST_CHOICES:
        raise DefinitionError(f"{where}choices: a list of 2 to {MOST_CHOICES} is needed.")
    found = [str(choice).strip() for choice in given]
    if not all(found) or len(set(found)) < len(found) or max(map(len, found)) > 100:
        raise DefinitionError(f"{where}choices: each once, in 1 to 100 characters.")
    return tuple(found)


def _end(data: Mapping[str, Any], field: str, kind: str, where: str) -> str:
    if field in data and kind not in SCALES:
        raise DefinitionError(f"{where}{field}: only a scale has ends.")
    return fields.text(data, field, where, most=40)
