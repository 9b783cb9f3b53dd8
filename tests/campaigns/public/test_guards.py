"""Guards of public pages: size, trap and frequency, counted together over several processes."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client, RequestFactory

from accounts import consent, removal, revocation
from campaigns import links
from campaigns.booking import feed as feeds
from campaigns.models import PublicPost
from campaigns.public import counts, guards, looks
from campaigns.public.guards import Limits, Refused
from tests.factories.accounts import ContactFactory
from tests.factories.booking import HostFactory

NOW = datetime(2026, 1, 5, 9, 5, tzinfo=UTC)
SPAN = timedelta(minutes=10)


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=True)


def page(contact, purpose=links.PREFERENCES) -> str:
    return urlsplit(links.url_for(contact, purpose)).path


def post(data=None, **meta):
    return RequestFactory().post("/", data or {}, **meta)


def check(request, link="book token", limits=guards.USUAL, now=NOW):
    guards.check(request, link, limits, now=now)


@pytest.mark.django_db
def test_counts_begin_anew_with_each_span_and_are_forgotten():
    assert [counts.count("a", SPAN, now=NOW) for _ in range(3)] == [1, 2, 3]
    assert counts.count("b", SPAN, now=NOW) == 1
    assert counts.count("a", SPAN, now=NOW + timedelta(minutes=5)) == 1
    assert counts.forget(before=NOW) == 2
    assert PublicPost.objects.get().number == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("limits", "taken"), [(Limits(2, None), 2), (Limits(None, 3), 3), (Limits(5, 1), 1)]
)
def test_too_many_posts_are_refused_until_the_span_is_over(limits, taken):
    for _ in range(taken):
        check(post(), limits=limits)
    with pytest.raises(Refused) as refused:
        check(post(), limits=limits)
    assert refused.value.status == 429
    check(post(), limits=limits, now=NOW + timedelta(minutes=10))


@pytest.mark.django_db
def test_without_limits_nothing_is_counted():
    check(post(), limits=guards.NONE)
    assert not PublicPost.objects.exists()


@pytest.mark.django_db
def test_neither_link_nor_address_is_kept():
    check(post(REMOTE_ADDR="203.0.113.7"), link="book 1.secret")
    kept = str(list(PublicPost.objects.values()))
    assert "secret" not in kept and "203.0.113.7" not in kept


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"note": "x" * 5000}, None),
        ({"note": "x" * 5001}, 413),
        ({"n" * 101: ""}, 413),
        ({f"f{n}": "x" * 4000 for n in range(20)}, 413),
        ({"website": ""}, None),
        ({"website": "http://spam.example"}, 400),
    ],
)
def test_size_and_trap(data, status):
    try:
        check(post(data))
        assert status is None
    except Refused as refused:
        assert refused.status == status


@pytest.mark.parametrize(
    ("meta", "trusted", "network"),
    [
        ({"REMOTE_ADDR": "203.0.113.7"}, False, "203.0.113.7"),
        ({"REMOTE_ADDR": "2001:db8:1:2:3::4"}, False, "2001:db8:1:2::/64"),
        ({"REMOTE_ADDR": ""}, False, ""),
        (
            {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "1.1.1.1, 203.0.113.7"},
            False,
            "10.0.0.1",
        ),
        (
            {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "1.1.1.1, 203.0.113.7"},
            True,
            "203.0.113.7",
        ),
        ({"REMOTE_ADDR": "10.0.0.1"}, True, "10.0.0.1"),
    ],
)
def test_posts_are_counted_by_where_they_come_from(settings, meta, trusted, network):
    settings.PORTAL_TRUST_PROXY = trusted
    assert guards.network(meta) == network


@pytest.mark.django_db
def test_page_says_in_words_that_it_was_too_often(client):
    contact = ContactFactory()
    answers = [client.post(page(contact)) for _ in range(31)]
    assert [answer.status_code for answer in answers[29:]] == [200, 429]
    refusal = answers[-1]
    assert "wait ten minutes" in refusal.text
    assert (refusal["Retry-After"], refusal["Referrer-Policy"]) == ("600", "no-referrer")
    assert client.get(page(contact)).status_code == 200


@pytest.mark.django_db
def test_stopping_mails_is_never_too_often(client):
    contact = ContactFactory()
    stop = page(contact, links.UNSUBSCRIBE)
    assert {client.post(stop).status_code for _ in range(40)} == {200}
    assert {client.get(stop).status_code for _ in range(130)} == {200}


# Looking.


@pytest.mark.django_db
def test_looks_at_a_link_are_limited_in_a_minute_and_the_refusal_looks_alike(client, time_machine):
    time_machine.move_to(NOW.replace(second=20), tick=False)
    contact, other = ContactFactory(), ContactFactory()
    answers = [client.get(page(contact)) for _ in range(121)]
    assert [answer.status_code for answer in answers[118:]] == [200, 200, 429]
    refusal = answers[-1]
    assert "wait a minute" in refusal.text and 'class="card"' in refusal.text
    assert (refusal["Retry-After"], refusal["Referrer-Policy"]) == ("40", "no-referrer")
    assert client.get(page(other)).status_code == 200
    assert client.head(page(contact)).status_code == 429
    assert client.post(page(contact)).status_code == 200
    time_machine.move_to(NOW + timedelta(minutes=1), tick=False)
    assert client.get(page(contact)).status_code == 200


@pytest.mark.parametrize(
    ("limits", "taken"), [(Limits(looks_per_link=2), 2), (Limits(looks_per_address=3), 3)]
)
def test_looks_are_counted_by_link_and_by_address(limits, taken):
    def look(link, **meta):
        guards.look(RequestFactory().get("/", **meta), link, limits, now=NOW)

    links_ = ["a"] * taken if taken == 2 else ["a", "b", "c"]
    for link in links_:
        look(link)
    with pytest.raises(Refused) as refused:
        look("a")
    assert (refused.value.status, refused.value.wait) == (429, timedelta(minutes=1))
    if taken == 3:
        look("a", REMOTE_ADDR="203.0.113.7")


def test_guessing_links_is_limited_by_address():
    usual = guards.USUAL.looks_per_address
    for number in range(usual):
        guards.look(RequestFactory().get("/"), f"preferences {number}", now=NOW)
    with pytest.raises(Refused):
        guards.look(RequestFactory().get("/"), "preferences another", now=NOW)


@pytest.mark.django_db
def test_a_calendar_feed_is_limited_by_its_link(client, time_machine):
    time_machine.move_to(NOW, tick=False)
    feed = feeds.path(HostFactory())
    answers = [client.get(feed) for _ in range(121)]
    assert [answer.status_code for answer in answers[119:]] == [200, 429]
    assert (answers[-1]["Retry-After"], answers[-1]["Content-Type"]) == ("60", "text/plain")


def test_endless_keys_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(looks, "_MOST", 3)
    for number in range(10):
        looks.count(str(number), now=NOW)
    assert len(looks._minute.numbers) <= 3


def test_pictures_in_mails_are_not_counted_by_address():
    for number in range(guards.USUAL.looks_per_address + 1):
        guards.look(RequestFactory().get("/"), str(number), guards.IN_MAILS, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused_without_a_trace(client, method):
    answer = getattr(client, method)(page(ContactFactory()))
    assert (answer.status_code, answer["Referrer-Policy"]) == (405, "no-referrer")


@pytest.mark.django_db
def test_revoked_links_answer_as_unknown_ones_and_new_ones_work(client):
    contact = ContactFactory()
    before, stop = page(contact), page(contact, links.UNSUBSCRIBE)
    revocation.revoke_links(contact)
    assert client.get(before).status_code == 404
    assert client.get(before).content == client.get("/p/nonsense/").content
    assert client.get(page(contact)).status_code == 200
    assert client.post(stop).status_code == 200
    assert consent.reasons([contact.email])


@pytest.mark.django_db
def test_who_is_put_back_into_the_book_has_their_links_again(client):
    contact = ContactFactory()
    removal.remove(contact, now=NOW)
    assert client.get(page(contact)).status_code == 404
    removal.restore(contact)
    assert client.get(page(contact)).status_code == 200


TOGETHER = """
import json, threading
from datetime import datetime, timedelta, UTC
from django.db import connections
from campaigns.public import counts
now, found = datetime(2026, 1, 5, tzinfo=UTC), []
together = threading.Barrier(4)
def run():
    together.wait(60)
    found.extend(counts.count("k", timedelta(minutes=10), now=now) for _ in range(10))
    connections.close_all()
threads = [threading.Thread(target=run) for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(json.dumps(sorted(found)))
"""


def test_posts_at_once_are_counted_each(fresh_database, portal):
    done = portal("shell", "-c", TOGETHER, DATABASE_URL=fresh_database)
    assert json.loads(done.stdout.splitlines()[-1]) == list(range(1, 41)), done.stderr
