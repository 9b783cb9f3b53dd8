"""What keeps a draft from being published, each mistake with its place."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from campaigns import compose, definitions
from campaigns.compose import Brand, Copy
from campaigns.definitions import DAYS, FIRST_PING

MESSAGE = "message"
PRODUCT_VARIANTS = ("code_search_only", "cody_only", "code_search_and_cody")
_LOUD = 20  # letters in a row that shout
_SPAM = ("free!!!", "act now", "100% free", "click here", "winner", "risk-free", "urgent!!!")


class Mistake(NamedTuple):
    """`where` is “rule” or the name of a message, `line` 0 when it has none.

    A warning does not keep the draft from being published.
    """

    where: str
    field: str
    line: int
    text: str
    warning: bool = False


def mistakes(
    slug: str, rule: Mapping[str, Any], copies: Mapping[str, Mapping[str, str]], brand: Brand
) -> list[Mistake]:
    """Everything found, in the order of the page."""
    found = list(_of_rule(slug, rule))
    if not copies:
        found.append(Mistake("rule", "messages", 0, "There is no message yet."))
    for name in sorted(copies):
        found += of_copy(name, copies[name], brand)
    if not any(mistake.where == "rule" for mistake in found):
        found += _missing(rule, copies)
    return found


def blocking(found: list[Mistake]) -> list[Mistake]:
    return [mistake for mistake in found if not mistake.warning]


def of_copy(name: str, copy: Mapping[str, str], brand: Brand) -> list[Mistake]:
    """The first mistake that forbids the message, or what could be better about it."""
    try:
        compose.check(written(copy), brand)
    except compose.CopyError as mistake:
        return [Mistake(name, mistake.field, mistake.line, mistake.message)]
    return list(_warnings(name, copy))


def written(copy: Mapping[str, str]) -> Copy:
    return Copy(copy.get("subject", ""), copy.get("preheader", ""), copy.get("body", ""))


def _of_rule(slug: str, rule: Mapping[str, Any]) -> Iterator[Mistake]:
    if not rule.get("name"):
        yield Mistake("rule", "name", 0, "A campaign needs a name.")
    try:
        definitions.read(slug, rule)
    except definitions.DefinitionError as error:
        field, colon, words = str(error).partition(": ")
        yield Mistake("rule", field if colon else "", 0, words or str(error))


def _missing(rule: Mapping[str, Any], copies: Mapping[str, Mapping[str, str]]) -> Iterator[Mistake]:
    """A message for every step and variant: one called “message” serves all that have none."""
    if MESSAGE in copies:
        return
    due = rule.get("due", {})
    wanted: list[str] = []
    if due.get("kind") == DAYS and due.get("days"):
        wanted = [str(step) for step in due["days"]]
    elif due.get("kind") == FIRST_PING:
        wanted = list(PRODUCT_VARIANTS)
    else:
        wanted = [MESSAGE]
    for name in wanted:
        if name not in copies:
            text = f"There is no message “{name}”, and none called “{MESSAGE}” to take its place."
            yield Mistake("rule", "messages", 0, text)


def _warnings(name: str, copy: Mapping[str, str]) -> Iterator[Mistake]:
    """What makes filters and readers suspicious."""
    subject, body = copy.get("subject", ""), copy.get("body", "")
    if not copy.get("preheader", "").strip():
        yield Mistake(
            name, "preheader", 0, "Without it the inbox shows whatever begins the mail.", True
        )
    letters = [letter for letter in subject if letter.isalpha()]
    if len(letters) >= _LOUD and sum(map(str.isupper, letters)) * 2 > len(letters):
        yield Mistake(name, "subject", 0, "Mostly capitals reads like shouting.", True)
    if subject.count("!") > 1:
        yield Mistake(name, "subject", 0, "More than one exclamation mark looks like spam.", True)
    if len(subject) > 70:
        yield Mistake(name, "subject", 0, "Phones cut a subject after some 40 characters.", True)
    for field, text in (("subject", subject), ("body", body)):
        for phrase in _SPAM:
            if phrase in text.lower():
                line = text.lower().count("\n", 0, text.lower().index(phrase)) + 1
                words = f"“{phrase}” is a phrase that filters know."
                yield Mistake(name, field, line if field == "body" else 0, words, True)
