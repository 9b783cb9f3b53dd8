"""Questions that are asked only after certain answers to the question they follow."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from campaigns.surveys.question import CHOICE, CHOICES, YES_NO, Question
from lifecycle.playbooks.fields import DefinitionError

MOST = 5  # follow-ups of one question: as many have a rule in the style sheet
_SPOKEN = {True: "yes", False: "no"}


def words(question: Question) -> tuple[str, ...]:
    """What a form sends for each answer that can be chosen."""
    if question.scale:
        return tuple(map(str, question.scale))
    return ("yes", "no") if question.type == YES_NO else question.choices


def grouped(questions: Sequence[Question]) -> Iterator[tuple[Question, list[Question]]]:
    """Each question that is always asked, with those that may follow it."""
    at = 0
    while at < len(questions):
        end = at + 1
        while end < len(questions) and questions[end].only_after:
            end += 1
        yield questions[at], list(questions[at + 1 : end])
        at = end


def is_asked(question: Question, said: Collection[str]) -> bool:
    """Whether it is, after these words for the question it follows."""
    return not question.only_after or not set(question.only_after).isdisjoint(said)


def read(given: Any, where: str) -> tuple[str, ...]:
    """The answers that lead to a question, in the words of a form."""
    if given is None:
        return ()
    if not isinstance(given, list | tuple) or not given:
        raise DefinitionError(f"{where}only_after: a list of answers is needed.")
    return tuple(
        _SPOKEN.get(each, str(each)) if isinstance(each, bool) else str(each) for each in given
    )


def check(questions: Sequence[Question]) -> None:
    """Raise for a condition that no answer before it can meet."""
    if questions[0].only_after:
        raise DefinitionError(f"questions.{questions[0].key}.only_after: nothing stands before it.")
    for first, following in grouped(questions):
        if len(following) > MOST:
            raise DefinitionError(f"questions.{first.key}: at most {MOST} questions follow it.")
        for each in following:
            where = f"questions.{each.key}.only_after"
            if not (first.scale or first.type in (CHOICE, CHOICES, YES_NO)):
                raise DefinitionError(f"{where}: {first.key} has no answers to choose from.")
            if unknown := [word for word in each.only_after if word not in words(first)]:
                raise DefinitionError(f"{where}: {unknown[0]!r} is no answer to {first.key}.")
