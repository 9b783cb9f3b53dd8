"""A request's life: asked, answered in its time, written to again, closed."""

from datetime import datetime, timedelta

import pytest

from accounts.models import TimelineEntry
from campaigns.help import overdue, thread
from campaigns.letters import write
from campaigns.models import CustomerMail, HelpMessage, HelpRequest
from lifecycle.models import Alert, Task
from tests.factories.accounts import MOMENT, START, ContactFactory, UserFactory
from tests.factories.surveys import request

pytestmark = pytest.mark.django_db
LATER = MOMENT + timedelta(hours=3)


@pytest.fixture
def ta():
    return UserFactory(first_name="Grace", last_name="Hopper", email="grace@v.example")


@pytest.fixture
def contact(ta):
    return ContactFactory(account__ta=ta, email="ada@x.example")


def entries(kind: str) -> list[str]:
    return list(
        TimelineEntry.objects.filter(kind=kind).order_by("pk").values_list("title", flat=True)
    )


def test_asking_opens_a_task_for_the_advisor_and_says_when_to_expect_an_answer(contact, ta):
    made = request(contact, "SSO is broken.\nSince noon.")
    assert (made.subject, made.state, made.owner) == ("SSO is broken.", "open", ta)
    assert made.due_at == MOMENT + timedelta(2)
    assert made.task.due_on == START + timedelta(2)
    letter = CustomerMail.objects.get()
    assert (letter.contact, letter.kind) == (contact, "help")
    text = write.outgoing(letter).text
    assert "Wednesday, 7 January, 08:00 (UTC)" in text
    assert "SSO is broken." in text
    assert entries("help") == [f"{contact} asks for help: SSO is broken."]


def test_what_keeps_them_from_working_is_answered_sooner(contact):
    assert request(contact, urgent=True).due_at == MOMENT + timedelta(hours=8)


def test_the_same_form_twice_is_one_request(contact):
    assert request(contact, key="page:x") == request(contact, key="page:x")
    assert HelpRequest.objects.count() == CustomerMail.objects.count() == Task.objects.count() == 1


def test_nothing_asked_is_refused(contact):
    with pytest.raises(ValueError, match="Say what"):
        request(contact, "  \n ")


def test_an_answer_leaves_as_a_mail_in_the_same_thread_and_ends_the_task(contact, ta):
    made = request(contact)
    thread.answer(made, "Try **this**.", by=ta, now=LATER)
    made.refresh_from_db()
    assert (made.state, made.answered_at, made.task.state) == ("answered", LATER, "done")
    first, second = CustomerMail.objects.order_by("pk")
    mail = write.outgoing(second)
    assert (mail.sender_name, mail.to) == ("Grace Hopper", "ada@x.example")
    assert mail.subject.startswith("Re: ")
    assert "<strong>this</strong>" in mail.html
    assert mail.headers["In-Reply-To"] == write.message_id(first)
    assert entries("email") == [f"Answered {contact}: {made.subject}"]


@pytest.mark.parametrize("text", ["", "  ", "# Too big a heading", "[bad](javascript:x)"])
def test_an_answer_that_cannot_be_mailed_is_refused_and_writes_nothing(contact, ta, text):
    made = request(contact)
    with pytest.raises(ValueError):
        thread.answer(made, text, by=ta, now=LATER)
    made.refresh_from_db()
    assert (made.state, made.messages.count(), CustomerMail.objects.count()) == ("open", 1, 1)


def test_a_reply_reopens_request_and_task_with_a_new_time(contact, ta):
    made = request(contact)
    thread.answer(made, "Try this.", by=ta, now=LATER, close=True)
    friday = datetime(2026, 1, 9, 15, tzinfo=MOMENT.tzinfo)
    thread.reply(made, "It did not help.", now=friday)
    made.refresh_from_db()
    assert (made.state, made.closed_at, made.due_at) == ("open", None, friday + timedelta(4))
    assert (made.task.state, made.task.due_on) == ("open", made.due_at.date())
    assert entries("help")[-1] == f"{contact} opened again: {made.subject}"
    assert Task.objects.count() == 1


def test_a_reply_to_what_is_open_keeps_the_time_that_was_promised(contact):
    made = request(contact)
    thread.reply(made, "And one more thing.", now=LATER)
    made.refresh_from_db()
    assert (made.due_at, made.messages.count()) == (MOMENT + timedelta(2), 2)


def test_closing_needs_an_answer_unless_the_customer_does_it(contact, ta):
    made = request(contact)
    with pytest.raises(ValueError, match="close it with one"):
        thread.close(made, by=ta, now=LATER)
    thread.close(made, now=LATER)
    made.refresh_from_db()
    assert (made.state, made.task.state) == ("closed", "done")
    with pytest.raises(ValueError, match="closed already"):
        thread.close(made, now=LATER)


def test_work_of_a_pool_is_shared_out_and_can_be_given_on(contact, ta):
    made = request(contact)
    other = UserFactory()
    assert thread.assign(made, other, by=ta, now=LATER)
    assert not thread.assign(made, other, by=ta, now=LATER)
    made.refresh_from_db()
    assert made.owner == other
    assert made.messages.filter(kind=HelpMessage.Kind.EVENT).count() == 1


@pytest.mark.parametrize("seconds, alerts", [(0, 0), (1, 1)])
def test_overdue_requests_raise_one_alert_each(contact, seconds, alerts):
    made = request(contact)
    now = made.due_at + timedelta(seconds=seconds)
    overdue.look(now=now)
    overdue.look(now=now + timedelta(hours=1) * alerts)
    assert Alert.objects.filter(kind="help_overdue").count() == alerts


def test_an_answer_lets_the_alert_pass(contact, ta):
    made = request(contact)
    late = made.due_at + timedelta(hours=1)
    overdue.look(now=late)
    thread.answer(made, "Sorry. Here it is.", by=ta, now=late)
    overdue.look(now=late)
    assert Alert.objects.get().passed_on == late.date()
    thread.reply(made, "Still?", now=late + timedelta(1))
    made.refresh_from_db()
    overdue.look(now=made.due_at + timedelta(hours=1))
    assert Alert.objects.filter(passed_on=None).count() == 1
