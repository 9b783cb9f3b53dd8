"""Every registered admin page opens, costs the same at any size, and keeps its promises."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.admin.base import ADD, CHANGE, LedgerAdmin, PortalAdmin
from accounts.models import Account
from tests.admin_book import NOON, fill, member, superuser

REGISTRY = sorted(admin.site._registry.items(), key=lambda pair: pair[0]._meta.label)
PAGES = [pytest.param(model, page, id=model._meta.label) for model, page in REGISTRY]
OURS = ("accounts", "lifecycle", "campaigns")
LEDGERS = [
    pytest.param(model, page, id=model._meta.label)
    for model, page in REGISTRY
    if isinstance(page, LedgerAdmin)
]


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def url(model, page: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    assert len(response.content) < 500_000
    return len(captured)


def test_every_table_of_the_portal_has_a_page():
    from django.apps import apps

    registered = set(admin.site._registry)
    ours = {model for app in OURS for model in apps.get_app_config(app).get_models()}
    assert ours - registered == set()


def test_every_page_starts_from_our_base_class():
    assert [page for _, page in REGISTRY if not isinstance(page, PortalAdmin)] == []


@pytest.mark.parametrize("model, page", PAGES)
def test_list_opens_on_an_empty_book(model, page, client, db):
    client.force_login(superuser())
    assert client.get(url(model, "changelist")).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_and_pages_open_on_a_book(rows, client, db):
    fill(rows)
    client.force_login(superuser())
    for model, _ in REGISTRY:
        assert client.get(url(model, "changelist")).status_code == 200
        found = model._default_manager.first()
        if found:
            assert client.get(url(model, "change", found.pk)).status_code == 200


def test_lists_ask_as_often_for_one_row_as_for_three(client, db):
    client.force_login(superuser())
    fill(1)
    for model, _ in REGISTRY:
        client.get(url(model, "changelist"))
    one = {model: queries(client, url(model, "changelist")) for model, _ in REGISTRY}
    Account.objects.update(external_id="before", name="Before")
    for contact in Account.objects.get().contacts.all():
        contact.email = f"before-{contact.email}"
        contact.save()
    fill(3)
    three = {model: queries(client, url(model, "changelist")) for model, _ in REGISTRY}
    assert three == one


@pytest.mark.parametrize("model, page", LEDGERS)
def test_ledger_refuses_to_be_written(model, page, rf, db):
    request = rf.get("/")
    request.user = superuser()
    assert not page.has_add_permission(request)
    assert not page.has_change_permission(request)
    assert not page.has_delete_permission(request)


@pytest.mark.parametrize("model, page", PAGES)
def test_nothing_is_ever_deleted_in_the_admin(model, page, rf, db):
    request = rf.get("/")
    request.user = superuser()
    assert not page.has_delete_permission(request)


@pytest.mark.parametrize("model, page", PAGES)
def test_add_page_opens_where_adding_is_allowed(model, page, client, db):
    client.force_login(superuser())
    answer = client.get(url(model, "add")).status_code
    assert answer == (200 if ADD in page.opens else 403)


@pytest.mark.parametrize("model, page", PAGES)
def test_read_only_member_cannot_add(model, page, client, db):
    client.force_login(member("Read-only"))
    assert client.post(url(model, "add"), {}).status_code == 403


def test_read_only_member_sees_every_page_of_ours_and_posts_to_none(client, db):
    fill(1)
    client.force_login(member("Read-only"))
    for model, page in REGISTRY:
        if model._meta.app_label not in OURS:
            continue
        assert client.get(url(model, "changelist")).status_code == 200, model
        found = model._default_manager.first()
        if found and CHANGE in page.opens:
            answer = client.post(url(model, "change", found.pk), {"name": "Mine now"})
            assert answer.status_code in (200, 403, 405), model
            before = model._default_manager.get(pk=found.pk)
            assert str(before) == str(found), model


@pytest.mark.parametrize("group", ["Read-only", "Technical Advisor", "Manager", "CS Operations"])
def test_queue_is_for_superusers_only(group, client, db):
    client.force_login(member(group))
    for name in ("schedule", "success", "failure", "ormq"):
        assert client.get(reverse(f"admin:django_q_{name}_changelist")).status_code == 403


def test_login_page_opens_without_a_session(client, db):
    assert client.get(reverse("admin:login")).status_code == 200


def test_admin_asks_for_a_login(client, db):
    assert client.get(reverse("admin:index")).status_code == 302
