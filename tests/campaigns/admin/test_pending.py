"""The pages of what goes out next: who may, what they show, what they do."""

import pytest

from campaigns.models import Status, Touch, TouchAct
from tests.admin_book import NOON, fill, member, superuser
from tests.factories.campaigns import TouchFactory

LIST = "/admin/campaigns/touch/pending/"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def operator(client, db):
    client.force_login(member("CS Operations"))
    return client


def do(client, verb, *touches, **more):
    chosen = {"touch": [touch.pk for touch in touches], "query": "state=held"}
    return client.post(f"{LIST}do/{verb}/", {**chosen, **more})


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_page_takes_the_same_queries_for_any_number(rows, client, db, django_assert_num_queries):
    client.force_login(superuser())
    for _ in range(rows):
        TouchFactory()
    with django_assert_num_queries(10):
        client.get(LIST)


@pytest.mark.parametrize("rows", [1, 3])
def test_week_ahead_takes_the_same_queries_for_any_number(rows, operator):
    fill(rows)
    page = operator.get(f"{LIST}?ahead=yes").content.decode()
    assert "Admin onboarding" in page


def test_states_and_accounts_narrow_what_is_shown(operator):
    planned = TouchFactory()
    waiting = TouchFactory(status=Status.WAITING, reason="stage")
    pages = {
        query: operator.get(f"{LIST}?{query}").content.decode()
        for query in ("", "state=waiting", "state=", f"state=&who={planned.address}", "state=held")
    }
    found = {q: (planned.address in p, waiting.address in p) for q, p in pages.items()}
    assert found == {
        "": (True, False),
        "state=waiting": (False, True),
        "state=": (True, True),
        f"state=&who={planned.address}": (True, False),
        "state=held": (False, False),
    }


def test_each_act_asks_first_and_is_kept_with_who_did_it(operator):
    touch = TouchFactory()
    asked = do(operator, "hold", touch).content.decode()
    assert "Hold these mails back?" in asked and not TouchAct.objects.exists()
    assert do(operator, "hold", touch, confirmed="yes").status_code == 302
    assert "Held back" in operator.get(f"{LIST}?state=held").content.decode()
    do(operator, "free", touch, confirmed="yes")
    do(operator, "skip", touch, confirmed="yes")
    assert Touch.objects.get().status == Status.PLANNED  # no reason was given
    do(operator, "skip", touch, confirmed="yes", note="Wrong person")
    assert Touch.objects.get().reason == "by_hand"
    ledger = operator.get(f"/admin/campaigns/touch/{touch.pk}/change/").content.decode()
    assert "Wrong person" in ledger
    assert list(TouchAct.objects.order_by("pk").values_list("kind", flat=True)) == [
        "held",
        "freed",
        "skipped",
    ]


def test_sending_now_can_be_taken_back_from_the_page(operator):
    touch = TouchFactory(not_before=NOON.replace(hour=21))
    do(operator, "send-now", touch, confirmed="yes")
    assert "Leaving before their time" in operator.get(LIST).content.decode()
    do(operator, "take-back", touch, confirmed="yes")
    assert "Leaving before their time" not in operator.get(LIST).content.decode()
    assert Touch.objects.get().not_before == NOON.replace(hour=21)


def test_one_copy_is_written_previewed_and_taken_back(operator):
    touch = TouchFactory(not_before=NOON.replace(hour=21))
    page = f"/admin/campaigns/touch/{touch.pk}/words/"
    assert "The campaign" in operator.get(page).content.decode()
    copy = {"subject": "Only you", "preheader": "", "body": "Dear **you**."}
    assert "Only you" in operator.post(f"{page}preview/", copy).content.decode()
    refused = operator.post(page, {**copy, "body": "{{ nick }}"}).content.decode()
    assert "nick" in refused and not hasattr(Touch.objects.get(), "personal")
    operator.post(page, copy)
    assert Touch.objects.get().personal.subject == "Only you"
    assert "Words for this reader" in operator.get(page).content.decode()
    operator.post(page, {"back": "yes"})
    assert not hasattr(Touch.objects.get(), "personal")


def test_roles_that_only_look_change_nothing(client, db):
    touch = TouchFactory()
    client.force_login(member("Read-only"))
    assert client.get(LIST).status_code == 200
    assert "Hold …" not in client.get(LIST).content.decode()
    assert do(client, "hold", touch, confirmed="yes").status_code == 403
    words = f"/admin/campaigns/touch/{touch.pk}/words/"
    assert client.get(words).status_code == 200
    assert client.post(words, {"subject": "A", "body": "B"}).status_code == 403


def test_strangers_and_unknown_verbs_find_nothing(client, db, operator):
    assert do(operator, "burn", TouchFactory()).status_code == 404
    client.logout()
    assert client.get(LIST).status_code == 302
