"""Tests of the side bar."""

import pytest
from django.contrib import admin

from cs_portal import navigation
from tests.admin_book import member, superuser

pytestmark = pytest.mark.django_db


def items(rf, user, path: str = "/admin/") -> list[dict]:
    request = rf.get(path)
    request.user = user
    return [item for group in navigation.sidebar(request) for item in group["items"]]


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/admin/", "Today"),
        ("/admin/lifecycle/task/", "Tasks"),
        ("/admin/lifecycle/task/7/change/", "Tasks"),
        ("/admin/lifecycle/task/workload/", "Workload"),
    ],
)
def test_one_line_is_marked(path, title, rf):
    assert [item["title"] for item in items(rf, superuser(), path) if item["active"]] == [title]


@pytest.mark.parametrize(
    ("group", "seen"), [("Technical Advisor", False), ("Manager", True), ("CS Operations", True)]
)
def test_workload_is_offered_to_those_who_share_work_out(group, seen, rf):
    assert ("Workload" in {item["title"] for item in items(rf, member(group))}) is seen


def test_all_models_are_listed_where_that_is_asked_for_alone(client, monkeypatch):
    client.force_login(superuser())
    assert "/admin/lifecycle/task/" in client.get("/admin/lifecycle/").content.decode()

    def asked(*_):
        raise AssertionError("each page would look some hundred addresses up for nothing")

    monkeypatch.setattr(admin.site, "_build_app_dict", asked)
    for page in ("/admin/", "/admin/accounts/account/", "/admin/accounts/account/add/"):
        assert client.get(page).status_code == 200
    with pytest.raises(AssertionError):
        client.get("/admin/lifecycle/")
