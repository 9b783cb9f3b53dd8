"""The bytes of a mail say exactly what was meant, whatever characters it holds."""

import email
import re
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns import mime
from campaigns.carriers.message import Outgoing

patiently = settings(deadline=None, max_examples=60)
NOW = datetime(2026, 3, 29, 9, 0, tzinfo=UTC)
BREAKS = ["\n", "\r", "\r\n", "a\nBcc: evil@example.com", "a\r\n\r\nbody", "\0"]

line = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.sampled_from([".", "..", ".hidden", "From me", "--=_", "=", "=3D", " ", "trailing \t", ""]),
    st.sampled_from(["x" * 77, "y" * 998, "z" * 999, "é" * 600, "w " * 1500]),
)
body = st.lists(st.tuples(line, st.sampled_from(["\n", "\r\n", "\r", ""])), max_size=12).map(
    lambda lines: "".join(text + end for text, end in lines)
)
one_line = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=120
)


def outgoing(**changes: object) -> Outgoing:
    given = {
        "key": "touch-1",
        "sender": "success@example.com",
        "sender_name": "Customer Success",
        "to": "ada@example.org",
        "to_name": "Ada Lovelace",
        "subject": "Welcome",
        "text": "Hi Ada",
        "html": "<p>Hi Ada</p>",
        "headers": {"Message-ID": "<1@example.com>", "X-Portal-Touch": "1"},
    }
    return Outgoing(**{**given, **changes})


def parsed(message: Outgoing, *, allow_8bit: bool = False) -> EmailMessage:
    return email.message_from_bytes(
        mime.build(message, date=NOW, allow_8bit=allow_8bit), policy=default
    )


def content(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return part.get_payload(decode=True).decode()


def normal(text: str) -> str:
    """Line ends are the network's business; everything else has to be the same."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


@patiently
@given(text=body, html=body, allow_8bit=st.booleans())
def test_a_reader_gets_the_same_text_and_html(text: str, html: str, allow_8bit: bool) -> None:
    message = parsed(outgoing(text=text, html=html), allow_8bit=allow_8bit)
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert normal(content(message, "plain")) == normal(text)
    assert normal(content(message, "html")) == normal(html)
    assert not message.defects


@patiently
@given(text=body, html=body, allow_8bit=st.booleans())
def test_every_line_is_one_that_smtp_can_carry(text: str, html: str, allow_8bit: bool) -> None:
    raw = mime.build(outgoing(text=text, html=html), date=NOW, allow_8bit=allow_8bit)
    assert raw.endswith(b"--\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"") and b"\r" not in raw.replace(b"\r\n", b"")
    assert b"\0" not in raw
    assert max(map(len, raw.split(b"\r\n"))) <= mime.LINE_LIMIT
    assert allow_8bit or raw.isascii()


@patiently
@given(subject=one_line)
def test_a_reader_gets_the_same_subject(subject: str) -> None:
    message = parsed(outgoing(subject=subject))
    assert message["Subject"] == subject
    header = mime.subject_header(subject)
    assert header.isascii() and max(map(len, header.split("\r\n"))) <= mime.LINE_WISHED


@patiently
@given(name=one_line)
def test_a_reader_gets_the_same_names(name: str) -> None:
    """Apart from spaces: the reader used here puts one between two encoded words of a name."""
    message = parsed(outgoing(to_name=name, sender_name=name))
    for header, address in (("To", "ada@example.org"), ("From", "success@example.com")):
        (mailbox,) = message[header].addresses
        assert mailbox.addr_spec == address
        assert "".join(mailbox.display_name.split()) == "".join(name.split())


@pytest.mark.parametrize("evil", BREAKS)
@pytest.mark.parametrize("place", ["subject", "sender_name", "to_name", "to", "sender", "reply_to"])
def test_a_line_break_cannot_enter_a_header(place: str, evil: str) -> None:
    with pytest.raises(ValueError):
        mime.build(outgoing(**{place: f"a@example.com{evil}"}), date=NOW)


@pytest.mark.parametrize("evil", BREAKS)
def test_a_line_break_cannot_enter_a_given_header(evil: str) -> None:
    with pytest.raises(ValueError):
        mime.build(outgoing(headers={"X-Portal-Touch": f"1{evil}"}), date=NOW)
    with pytest.raises(ValueError):
        mime.build(outgoing(headers={f"X-Portal{evil}": "1"}), date=NOW)


@pytest.mark.parametrize("name", ["Subject", "from", "Content-Type", "Bcc", "X Y", "X:", "", "É"])
def test_a_given_header_cannot_replace_one_of_the_message(name: str) -> None:
    with pytest.raises(ValueError):
        mime.build(outgoing(headers={name: "x"}), date=NOW)


@pytest.mark.parametrize(
    "address",
    [
        *["", "ada", "@example.org", "ada@", "a b@c", "a@b@c", "a@b>", "<a@b>", "a,b@c", "a@b c"],
        *["ada@example.org\u2028", "a" * 250 + "@example.org", f"a@{'ü' * 80}.org", "a@ü..org"],
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError):
        mime.mailbox(address)


def test_a_domain_outside_ascii_travels_as_ascii() -> None:
    assert mime.mailbox("ada@bücher.example") == "ada@xn--bcher-kva.example"
    assert mime.mailbox("jürgen@example.org") == "jürgen@example.org"
    assert mime.mailbox('"odd name"@example.org') == '"odd name"@example.org'


def test_text_that_is_no_unicode_is_refused() -> None:
    with pytest.raises(ValueError):
        mime.build(outgoing(text="\ud800"), date=NOW)


def test_the_given_headers_and_the_date_are_there() -> None:
    link = "<https://portal.example/u/" + "a" * 200 + ">"
    message = parsed(
        outgoing(
            reply_to="ta@example.com",
            headers={
                "Message-ID": "<1@example.com>",
                "List-Unsubscribe": f"<mailto:leave@example.com>, {link}",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )
    )
    assert message["Message-ID"] == "<1@example.com>"
    assert message["List-Unsubscribe"] == f"<mailto:leave@example.com>, {link}"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Reply-To"] == "ta@example.com"
    assert message["Date"].datetime == NOW
    assert message["MIME-Version"] == "1.0"


def test_a_header_too_long_for_one_line_is_refused() -> None:
    with pytest.raises(ValueError):
        mime.build(outgoing(headers={"X-Long": "x" * 1000}), date=NOW)


def test_the_same_mail_is_the_same_bytes() -> None:
    first, second = (mime.build(outgoing(), date=NOW) for _ in range(2))
    assert first == second
    assert first != mime.build(outgoing(key="touch-2"), date=NOW)


def test_a_body_that_holds_the_boundary_gets_another_one() -> None:
    raw = mime.build(outgoing(), date=NOW).decode()
    boundary = re.search('boundary="(.*)"', raw).group(1)
    message = parsed(outgoing(text=f"--{boundary}\n--{boundary}--"))
    assert normal(content(message, "plain")) == f"--{boundary}\n--{boundary}--"
    assert message.get_boundary() != boundary


@pytest.mark.parametrize(
    ("text", "allow_8bit", "coding"),
    [
        ("plain", False, "7bit"),
        ("grün", False, "quoted-printable"),
        ("grün", True, "8bit"),
        ("x" * 999, True, "quoted-printable"),
        ("bell \x07", True, "quoted-printable"),
    ],
)
def test_the_lightest_safe_encoding_is_taken(text: str, allow_8bit: bool, coding: str) -> None:
    message = parsed(outgoing(text=text), allow_8bit=allow_8bit)
    assert message.get_body(("plain",))["Content-Transfer-Encoding"] == coding
