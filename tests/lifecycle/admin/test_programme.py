"""Tests of the programmes' pages, where policies are edited."""

import pytest

from accounts.models import Programme
from tests.admin_book import member, superuser

SCALED = {"surpass_targets": True, "yellow_gets": "lighthouse"}


@pytest.fixture
def scaled(db) -> Programme:
    return Programme.objects.get(slug="scaled")


def address(programme: Programme) -> str:
    return f"/admin/accounts/programme/{programme.pk}/change/"


def save(client, programme: Programme, policy: str):
    sent = {"name": programme.name, "description": "", "policy": policy}
    return client.post(address(programme), sent)


@pytest.mark.parametrize(
    "policy, said",
    [
        pytest.param('{"onboarding_days": 0}', "onboarding_days: must be a whole", id="value"),
        pytest.param('{"onbording": 1}', "onbording: no such field", id="field"),
        pytest.param("[1]", "Write an object", id="list"),
        pytest.param("{", "valid JSON", id="no JSON"),
        pytest.param(
            '{"ranges": {"usage": {"healthy": ">= 30", "concerning": "> 20", "poor": "<= 20"}}}',
            "overlap",
            id="overlap",
        ),
    ],
)
def test_policy_that_the_rules_cannot_read_is_refused_at_the_field(policy, said, client, scaled):
    client.force_login(superuser())
    form = save(client, scaled, policy).context["adminform"].form
    assert said in form.errors["policy"][0]
    assert Programme.objects.get(pk=scaled.pk).policy == SCALED


def test_good_policy_is_saved(client, scaled):
    client.force_login(member("CS Operations"))
    assert save(client, scaled, '{"onboarding_days": 90}').status_code == 302
    assert Programme.objects.get(pk=scaled.pk).policy == {"onboarding_days": 90}


def test_empty_policy_is_the_default(client, scaled):
    client.force_login(superuser())
    assert save(client, scaled, "").status_code == 302
    assert Programme.objects.get(pk=scaled.pk).policy == {}


@pytest.mark.parametrize("group", ["Read-only", "Technical Advisor", "Manager"])
def test_only_operations_edit_policies(group, client, scaled):
    client.force_login(member(group))
    assert save(client, scaled, "{}").status_code == 403
    assert "The whole policy in force" in client.get(address(scaled)).content.decode()


def test_page_shows_the_whole_policy_and_what_differs(client, scaled):
    client.force_login(superuser())
    groups = client.get(address(scaled)).context["policy_groups"]
    changed = [line.name for group in groups for line in group.lines if line.changed]
    assert changed == list(SCALED)
