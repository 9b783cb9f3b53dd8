"""What somebody answered: checked against the questions, and what it means for us."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from campaigns.surveys import branches
from campaigns.surveys.definitions import Definition
from campaigns.surveys.question import CHOICE, CHOICES, HELP, RATING, TEXT, YES_NO, Question

LONGEST = 4_000
_YES_NO = {"yes": True, "no": False}


class Checked(NamedTuple):
    """Answers by question; a question without one is left out. Mistakes by question."""

    values: dict[str, Any]
    mistakes: dict[str, str]


class Verdict(NamedTuple):
    """`score` stands on a scale that ends at `scale`; both are None when nothing asked for one."""

    score: int | None
    scale: int | None
    comment: str
    wants_help: bool
    low: bool

    @property
    def wants_somebody(self) -> bool:
        return self.low or self.wants_help


def check(definition: Definition, sent: Mapping[str, Sequence[str]]) -> Checked:
    """Read what a form sent, each field as a list of words; what was not asked is left out."""
    values: dict[str, Any] = {}
    mistakes: dict[str, str] = {}
    for question in asked(definition, sent):
        words = _words(sent, question)
        try:
            value = _value(question, words)
        except ValueError as mistake:
            mistakes[question.key] = str(mistake)
            continue
        if value is not None:
            values[question.key] = value
        elif question.needed:
            mistakes[question.key] = "Please answer this one."
    if not values and not mistakes:
        mistakes[definition.questions[0].key] = "Please answer at least one question."
    return Checked(values, mistakes)


def asked(definition: Definition, sent: Mapping[str, Sequence[str]]) -> list[Question]:
    """The questions that the answers lead to."""
    found: list[Question] = []
    for first, following in branches.grouped(definition.questions):
        said = _words(sent, first)
        found += [first, *(each for each in following if branches.is_asked(each, said))]
    return found


def _words(sent: Mapping[str, Sequence[str]], question: Question) -> list[str]:
    return [word.strip() for word in sent.get(question.key, ()) if word.strip()]


def _value(question: Question, words: list[str]) -> Any:
    if not words:
        return None
    if question.type == CHOICES:
        return [_among(question, word) for word in dict.fromkeys(words)]
    word = words[0]
    if question.scale:
        # Digits of other scripts are decimal too: only ours are taken.
        if not (word.isascii() and word.isdecimal() and len(word) <= 2):
            raise ValueError("Please choose a number.")
        if int(word) not in question.scale:
            ends = f"{question.scale[0]} to {question.scale[-1]}"
            raise ValueError(f"Please choose a number from {ends}.")
        return int(word)
    if question.type == CHOICE:
        return _among(question, word)
    if question.type == YES_NO:
        if word not in _YES_NO:
            raise ValueError("Please choose yes or no.")
        return _YES_NO[word]
    if question.type == HELP:
        return True if word == "yes" else None
    if len(word) > LONGEST:
        raise ValueError(f"Please keep it within {LONGEST:,} characters.")
    return word


def _among(question: Question, word: str) -> str:
    if word not in question.choices:
        raise ValueError("Please choose one of the answers.")
    return word


def judge(
    definition: Definition, values: Mapping[str, Any], *, low_score: int, low_rating: int
) -> Verdict:
    """What the answers come to; a score at or below the threshold of its scale is low (Q5)."""
    headline = definition.headline
    score = values.get(headline.key) if headline else None
    threshold = low_rating if headline and headline.type == RATING else low_score
    texts = [values[each.key] for each in definition.questions if _is_text(each, values)]
    return Verdict(
        score=score,
        scale=headline.scale[-1] if headline and headline.scale and score is not None else None,
        comment="\n\n".join(texts),
        wants_help=any(values.get(q.key) for q in definition.questions if q.type == HELP),
        low=score is not None and score <= threshold,
    )


def _is_text(question: Question, values: Mapping[str, Any]) -> bool:
    return question.type == TEXT and question.key in values


def spelled(question: Question, value: Any) -> str:
    """The answer in words, as people read it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return f"{value} of {question.scale[-1]}" if question.scale else str(value)
