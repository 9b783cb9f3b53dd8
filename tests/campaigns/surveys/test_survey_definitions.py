"""Surveys as data: what is read, and what is refused by its field."""

import pytest

from campaigns import starter
from campaigns.surveys import definitions, library, source
from lifecycle.playbooks.fields import DefinitionError
from lifecycle.yaml_text import TextError

SCORE = {"key": "score", "type": "score", "ask": "How likely?", "needed": True}
WHY = {"key": "why", "type": "text", "ask": "Why?"}


def survey(*questions, **fields) -> dict:
    return {"name": "Test", "kind": "own", "questions": list(questions) or [SCORE, WHY], **fields}


def test_headline_is_the_first_question_on_a_scale():
    found = definitions.read(survey(WHY, SCORE))
    assert found.headline.key == "score"
    assert found.headline.scale == range(11)
    assert definitions.read(survey(WHY)).headline is None


def test_headline_is_asked_of_all():
    data = [{**WHY, "type": "yes_no"}, {**SCORE, "only_after": [True]}]
    found = definitions.read(survey(*data, {**SCORE, "key": "later", "type": "rating"}))
    assert found.headline.key == "later"
    assert found.questions[1].only_after == ("yes",)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ([], "definition: "),
        (survey(colour="red"), "colour: no such field"),
        (survey(name=" "), "name: "),
        (survey(kind="poll"), "kind: 'poll' is none"),
        ({"name": "Test", "kind": "own", "questions": []}, "questions: at least one"),
        (survey(*[{**WHY, "key": f"q{n}"} for n in range(21)]), "questions: nobody answers"),
        (survey({**WHY, "key": "Why me"}), "questions.1.key"),
        (survey(WHY, WHY), "questions.why.key: it stands there twice"),
        (survey({**WHY, "type": "essay"}), "questions.why.type"),
        (survey({**WHY, "ask": ""}), "questions.why.ask"),
        (survey({**WHY, "needed": "yes"}), "questions.why.needed"),
        (survey({**WHY, "low": "bad"}), "questions.why.low: only a scale"),
        (survey({**WHY, "choices": ["a", "b"]}), "questions.why.choices: a text has none"),
        (survey({**WHY, "type": "choice"}), "questions.why.choices: a list of 2"),
        (survey({**WHY, "type": "choice", "choices": ["a"]}), "a list of 2 to 12"),
        (survey({**WHY, "type": "choices", "choices": ["a", "a"]}), "each once"),
        (
            survey({**WHY, "key": "a", "type": "help"}, {**WHY, "key": "b", "type": "help"}),
            "one offer of help",
        ),
        (survey({**WHY, "only_after": [1]}), "questions.why.only_after: nothing stands before"),
        (survey(SCORE, {**WHY, "only_after": 1}), "questions.why.only_after: a list"),
        (survey(SCORE, {**WHY, "only_after": []}), "questions.why.only_after: a list"),
        (survey(SCORE, {**WHY, "only_after": [11]}), "'11' is no answer to score"),
        (survey(WHY, {**WHY, "key": "b", "only_after": ["x"]}), "why has no answers to choose"),
        (
            survey(SCORE, *[{**WHY, "key": f"q{n}", "only_after": [1]} for n in range(6)]),
            "questions.score: at most 5 questions follow it",
        ),
        (survey(WHY, kind="nps"), "the first scale of a nps is a score"),
        (survey(SCORE, kind="csat"), "the first scale of a csat is a rating"),
    ],
)
def test_mistakes_are_refused_by_their_field(data, said):
    with pytest.raises(DefinitionError) as raised:
        definitions.read(data)
    assert said in str(raised.value)


def test_text_names_the_line_of_a_mistake():
    text = source.write(survey())
    assert source.read(text) == survey()
    with pytest.raises(TextError, match="Line 4"):
        source.read(text.replace("type: score", "type: scale"))


def test_starter_surveys_can_be_read_and_are_written_the_same():
    items, problems = library.read(starter.FOLDER)
    assert problems == []
    assert {item.slug for item in items} == {"csat_meeting", "csat_training", "day30", "nps"}
    for item in items:
        for path, text in item.texts.items():
            assert (starter.FOLDER / path).read_text() == text
