"""Single mails: planned once by their key, written in our frame, safe whatever people typed."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from campaigns import mime
from campaigns.carriers.backend import compose
from campaigns.carriers.message import Calendar
from campaigns.letters import plan, words, write
from campaigns.models import CustomerMail
from tests.campaigns.roads import NOW
from tests.factories.accounts import AccountFactory, ContactFactory, UserFactory

ENTRY = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Zwölf\r\nEND:VCALENDAR\r\n"


def letter(**given) -> plan.Letter:
    usual = {
        "key": "booking 1.0 contact",
        "kind": CustomerMail.Kind.BOOKING,
        "subject": "Booked: check-in",
        "body": "Hello Ada,\n\n[Move or cancel](https://portal.example/m/1.x/)\n",
        "why": "You get this because you booked.",
    }
    return plan.Letter(**usual | given)


def planned(to=None, **given) -> CustomerMail:
    return plan.plan(letter(**given), to=to or ContactFactory(), now=NOW)


@pytest.mark.django_db
def test_mail_is_planned_once_by_its_key():
    contact = ContactFactory()
    first = planned(contact)
    again = plan.plan(letter(subject="Other"), to=contact, now=NOW)
    assert (again.pk, again.subject) == (first.pk, "Booked: check-in")
    assert (first.not_before, first.closes_at) == (NOW, NOW + timedelta(days=3))


@pytest.mark.django_db
def test_only_what_has_not_left_is_withdrawn():
    planned(key="a"), planned(key="b")
    CustomerMail.objects.filter(key="b").update(status="sending")
    assert plan.withdraw(["a", "b", "c"]) == 1
    assert plan.withdraw(["a"]) == 0
    assert set(CustomerMail.objects.values_list("key", "status", "reason")) == {
        ("a", "skipped", "withdrawn"),
        ("b", "sending", ""),
    }


@pytest.mark.django_db
def test_text_and_html_say_the_same_and_who_writes_why():
    ta = UserFactory(first_name="Maya", last_name="Lindqvist", title="Technical Advisor")
    contact = ContactFactory(account=AccountFactory(ta=ta))
    mail = write.rendered(planned(contact))
    for part in (mail.text, mail.html):
        for said in ("Hello Ada", "https://portal.example/m/1.x/", "Maya Lindqvist"):
            assert said in part
        assert "You get this because you booked." in part
        assert "unsubscribe" not in part.lower()


@pytest.mark.django_db
def test_mail_to_a_colleague_is_the_teams():
    user = UserFactory(first_name="Maya", last_name="Lindqvist")
    out = write.outgoing(planned(user))
    assert (out.to, out.to_name, out.reply_to) == (user.email, "Maya Lindqvist", "")


@pytest.mark.django_db
def test_headers_of_the_caller_stand_beside_ours():
    row = planned(headers={"In-Reply-To": "<a@b.example>"}, reply_to="help@portal.example")
    out = write.outgoing(row)
    assert out.headers["In-Reply-To"] == "<a@b.example>"
    assert out.headers["Message-ID"] == write.message_id(row)
    assert out.reply_to == "help@portal.example"


NASTY = (
    "[free](https://evil.example) <b>x</b> ![p](q) `c` **d** {{ name }} &amp; https://evil.example"
)


@pytest.mark.django_db
@pytest.mark.parametrize("way", [words.plain, words.quoted])
def test_what_people_type_stays_what_they_typed(way):
    html = write.rendered(planned(body=f"They said:\n\n{way(NASTY)}\n")).html
    body = html[html.index("They said") :]
    assert "<b>" not in body and "<img" not in body and 'href="https://evil' not in body
    assert "**d**" in body and "[free](https://evil.example)" in body
    assert "{{ name }}" in body and "&amp;amp;" in body


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("# one\n\n- two", "\\# one \\- two"), ("a\ue0001\ue001b\x00", "a1b"), ("  ", "")],
)
def test_plain_words_stand_on_one_line(typed, plain):
    assert words.plain(typed) == plain


def test_quotation_keeps_its_lines():
    assert words.quoted("one\n\ntwo\n") == "> one\\\n>\n> two"


# The part for calendars.


@pytest.mark.django_db
def test_calendar_entry_travels_as_a_third_alternative_with_its_method():
    out = write.outgoing(planned(calendar=Calendar("REQUEST", ENTRY)))
    for raw in (mime.build(out, date=NOW), compose(out).message().as_bytes()):
        mail = message_from_bytes(raw, policy=policy.default)
        kinds = [part.get_content_type() for part in mail.iter_parts()]
        assert (mail.get_content_type(), kinds) == (
            "multipart/alternative",
            ["text/plain", "text/html", "text/calendar"],
        )
        part = list(mail.iter_parts())[2]
        assert part["Content-Type"].params["method"] == "REQUEST"
        assert (
            part.get_content().replace("\r\n", "\n").strip() == ENTRY.replace("\r\n", "\n").strip()
        )


@pytest.mark.django_db
def test_providers_that_take_no_third_alternative_get_it_attached():
    out = write.outgoing(planned(calendar=Calendar("CANCEL", ENTRY)))
    [entry] = compose(out, by_api=True).attachments
    assert entry.get_filename() == "invite.ics"
    assert entry.get_param("method") == "CANCEL"
    assert "Zwölf" in entry.get_payload(decode=True).decode()


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["RE\r\nQUEST", "a b", ""])
def test_method_that_is_none_is_refused(method):
    out = write.outgoing(planned(calendar=Calendar("REQUEST", ENTRY)))
    object.__setattr__(out.calendar, "method", method)
    with pytest.raises(ValueError, match="header name"):
        mime.build(out, date=NOW)
