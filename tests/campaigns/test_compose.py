"""The composer: copy files in, a compiled mail out that never changes."""

import pickle
from dataclasses import FrozenInstanceError

import pytest

from campaigns.compose import CopyError, compile_copy, parse_copy, used_variables
from campaigns.variables import samples
from tests.campaigns.mails import BRAND, compiled

FILE = '---\nsubject: A: {{ account_name }}\npreheader: "Quoted"\n---\n\nBody {{ seats | x }}\n'


def test_copy_file_is_read_with_the_lines_of_its_fields():
    copy = parse_copy("\ufeff" + FILE.replace("\n", "\r\n"))
    assert (copy.subject, copy.preheader) == ("A: {{ account_name }}", "Quoted")
    assert copy.body == "Body {{ seats | x }}\n"
    assert (copy.subject_line, copy.preheader_line, copy.body_line) == (2, 3, 6)
    assert used_variables(copy) == {"account_name", "seats"}


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("Body", 1, "begins with a line of three dashes"),
        ("---\nsubject: A\npreheader: B\n", 3, "second line of three dashes"),
        ("---\nsubject: A\n---\nBody", 1, "preheader is missing"),
        ("---\nsubject:\npreheader: B\n---\nBody", 2, "subject is missing"),
        ("---\nsubject: A\nsubject: B\n---\nBody", 3, "given twice"),
        ("---\nsubject: A\nfrom: B\n---\nBody", 3, "only subject: and preheader:"),
    ],
)
def test_copy_file_with_a_mistake_is_refused_with_its_line(source, line, message):
    with pytest.raises(CopyError, match=message) as caught:
        parse_copy(source)
    assert caught.value.line == line


def test_mistake_in_the_body_of_a_file_has_the_line_of_the_file():
    with pytest.raises(CopyError) as caught:
        compile_copy(parse_copy(FILE + "\n{{ nobody }}\n"), BRAND)
    assert caught.value.line == 8


# A compiled mail.


def test_compiled_mail_cannot_be_changed_and_survives_a_cache():
    mail = compiled("For {{ account_name }}.")
    with pytest.raises(FrozenInstanceError):
        mail.needs = ()  # type: ignore[misc]
    assert hash(mail) == hash(pickle.loads(pickle.dumps(mail)))
    assert mail.render(samples()) == mail.render(samples())


def test_compiled_mail_knows_every_variable_it_needs():
    mail = compiled("{{ figures }}", subject="{{ account_name }}")
    assert {"account_name", "figure_mau", "period_name", "why_line"} <= mail.variables
