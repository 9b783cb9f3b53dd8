"""What a form sent, read against the questions, and what it comes to."""

import pytest

from campaigns.surveys import answers, definitions, sums

SURVEY = definitions.read(
    {
        "name": "Test",
        "kind": "own",
        "questions": [
            {"key": "score", "type": "score", "ask": "?", "needed": True},
            {"key": "stars", "type": "rating", "ask": "?"},
            {"key": "one", "type": "choice", "ask": "?", "choices": ["a", "b"]},
            {"key": "some", "type": "choices", "ask": "?", "choices": ["a", "b", "c"]},
            {"key": "why", "type": "text", "ask": "?"},
            {"key": "yes", "type": "yes_no", "ask": "?"},
            {"key": "help", "type": "help", "ask": "?"},
        ],
    }
)


def check(**sent):
    given = {"score": "9", **sent}
    listed = {k: v if isinstance(v, list) else [v] for k, v in given.items()}
    return answers.check(SURVEY, listed)


@pytest.mark.parametrize(
    ("sent", "values"),
    [
        ({}, {}),
        ({"score": "0"}, {"score": 0}),
        ({"score": "10"}, {"score": 10}),
        ({"stars": "1"}, {"stars": 1}),
        ({"one": "b"}, {"one": "b"}),
        ({"some": ["c", "a", "c"]}, {"some": ["c", "a"]}),
        ({"why": "  because  "}, {"why": "because"}),
        ({"why": "   "}, {}),
        ({"yes": "no"}, {"yes": False}),
        ({"help": "yes"}, {"help": True}),
        ({"help": ""}, {}),
        ({"unasked": "x"}, {}),
    ],
)
def test_answers_are_read(sent, values):
    checked = check(**sent)
    assert checked.mistakes == {}
    assert checked.values == {"score": 9, **values}


@pytest.mark.parametrize(
    "sent",
    [
        {"score": ""},
        {"score": "11"},
        {"score": "-1"},
        {"score": "nine"},
        {"score": "٩"},
        {"score": "9.5"},
        {"stars": "0"},
        {"stars": "6"},
        {"one": "c"},
        {"some": ["a", "d"]},
        {"why": "x" * 4001},
        {"yes": "maybe"},
    ],
)
def test_nonsense_is_a_mistake_at_its_question(sent):
    assert list(check(**sent).mistakes) == list(sent)


BRANCHED = definitions.read(
    {
        "name": "Test",
        "kind": "own",
        "questions": [
            {"key": "some", "type": "choices", "ask": "?", "choices": ["a", "b", "c"]},
            {"key": "why", "type": "text", "ask": "?", "only_after": ["a", "b"], "needed": True},
            {"key": "more", "type": "yes_no", "ask": "?", "only_after": ["c"]},
            {"key": "end", "type": "text", "ask": "?"},
        ],
    }
)


@pytest.mark.parametrize(
    ("sent", "values", "mistakes"),
    [
        ({"some": ["a"], "why": ["x"]}, {"some": ["a"], "why": "x"}, []),
        ({"some": ["b", "c"]}, {"some": ["b", "c"]}, ["why"]),
        ({"some": ["c"], "why": ["x"]}, {"some": ["c"]}, []),
        ({"some": ["c"], "more": ["no"]}, {"some": ["c"], "more": False}, []),
        ({"why": ["x"], "more": ["no"], "end": ["e"]}, {"end": "e"}, []),
        ({"why": ["x"]}, {}, ["some"]),
    ],
)
def test_what_was_not_asked_is_neither_needed_nor_kept(sent, values, mistakes):
    checked = answers.check(BRANCHED, sent)
    assert checked.values == values
    assert list(checked.mistakes) == mistakes


def test_nothing_at_all_is_a_mistake():
    optional = definitions.read(
        {"name": "T", "kind": "own", "questions": [{"key": "why", "type": "text", "ask": "?"}]}
    )
    assert list(answers.check(optional, {}).mistakes) == ["why"]


@pytest.mark.parametrize(
    ("values", "low", "somebody"),
    [
        ({"score": 6}, True, True),
        ({"score": 7}, False, False),
        ({"score": 10, "help": True}, False, True),
        ({}, False, False),
    ],
)
def test_low_scores_and_wishes_want_somebody(values, low, somebody):
    verdict = answers.judge(SURVEY, values, low_score=6, low_rating=2)
    assert (verdict.low, verdict.wants_somebody) == (low, somebody)


@pytest.mark.parametrize("stars, low", [(2, True), (3, False)])
def test_a_rating_has_a_threshold_of_its_own(stars, low):
    rated = definitions.read(
        {"name": "T", "kind": "own", "questions": [{"key": "s", "type": "rating", "ask": "?"}]}
    )
    verdict = answers.judge(rated, {"s": stars}, low_score=6, low_rating=2)
    assert (verdict.low, verdict.scale) == (low, 5)


@pytest.mark.parametrize(
    ("scores", "score"),
    [
        ([], None),
        ([(9, 1), (6, 1)], 0),
        ([(10, 3), (8, 1)], 75),
        ([(0, 2), (7, 1)], -67),
        ([(9, 2), (7, 1)], 67),
        ([(9, 1), (7, 7)], 13),  # 12.5, a half away from zero
        ([(6, 1), (8, 7)], -13),
    ],
)
def test_promoter_score(scores, score):
    assert sums.promoters(scores).score == score


@pytest.mark.parametrize(
    ("scores", "mean"),
    [([], ""), ([(4, 1), (5, 1)], "4.5"), ([(4, 19), (5, 1)], "4.1"), ([(10, 2)], "10.0")],
)
def test_mean_has_one_decimal(scores, mean):
    assert sums.mean(scores) == mean
