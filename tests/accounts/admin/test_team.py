"""Tests of the team's pages and of the permissions that go with a role."""

import pytest
from django.contrib.auth.models import Group

from accounts.enrol import GROUP_OF_ROLE, READ_ONLY, enrol
from accounts.models import TeamRole, User
from tests.admin_book import member, superuser
from tests.factories.accounts import UserFactory

LIST = "/admin/accounts/user/"
PASSWORD = "a-long-and-odd-password"


def names(user: User) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


def facts(user: User, **changes) -> dict:
    fields = ("username", "first_name", "last_name", "email", "title", "time_zone", "role")
    fields += ("digest_hour",)
    kept = {field: getattr(user, field) for field in fields}
    return {**kept, "is_active": "on", "is_staff": "on", **changes}


def test_every_role_has_its_group(db):
    assert set(GROUP_OF_ROLE) == set(TeamRole)
    groups = set(Group.objects.values_list("name", flat=True))
    assert groups == {*GROUP_OF_ROLE.values(), READ_ONLY}


def test_enrolling_moves_between_roles_and_keeps_other_groups(db):
    user = UserFactory(role=TeamRole.MANAGER)
    user.groups.add(Group.objects.create(name="By hand"))
    enrol(user)
    assert names(user) == {"Manager", "By hand"}
    user.role = TeamRole.ACCOUNT_EXECUTIVE
    enrol(user)
    assert names(user) == {"Account Executive", "By hand"}
    enrol(user, read_only=True)
    assert names(user) == {"Read-only", "By hand"}


def test_new_member_gets_the_group_of_the_role_and_may_log_in(client, db):
    client.force_login(member("CS Operations"))
    sent = {
        "username": "new",
        "email": "new@portal.example",
        "role": "ta",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "time_zone": "UTC",
    }
    assert client.post(f"{LIST}add/", sent).status_code == 302
    created = User.objects.get(username="new")
    assert names(created) == {"Technical Advisor"}
    assert created.is_staff


def test_new_role_brings_its_group(client, db):
    client.force_login(member("CS Operations"))
    user = UserFactory(is_staff=True, role="ta")
    enrol(user)
    answer = client.post(f"{LIST}{user.pk}/change/", facts(user, role="manager"))
    assert answer.status_code == 302
    assert names(user) == {"Manager"}


def test_member_from_an_import_is_enrolled_when_first_saved(client, db):
    client.force_login(member("CS Operations"))
    user = UserFactory(role="ae")
    client.post(f"{LIST}{user.pk}/change/", facts(user))
    assert names(user) == {"Account Executive"}


def test_operations_cannot_make_a_superuser(client, db):
    client.force_login(member("CS Operations"))
    user = UserFactory(is_staff=True)
    client.post(f"{LIST}{user.pk}/change/", facts(user, is_superuser="on"))
    user.refresh_from_db()
    assert not user.is_superuser


@pytest.mark.parametrize("page", ["change", "password"])
def test_operations_cannot_touch_a_superuser(page, client, db):
    client.force_login(member("CS Operations"))
    boss = superuser()
    sent = facts(boss, password1=PASSWORD, password2=PASSWORD, usable_password="true")
    assert client.post(f"{LIST}{boss.pk}/{page}/", sent).status_code == 403


@pytest.mark.parametrize("group", ["Read-only", "Technical Advisor", "Manager"])
def test_only_operations_change_the_team(group, client, db):
    client.force_login(member(group))
    user = UserFactory(is_staff=True)
    assert client.post(f"{LIST}{user.pk}/change/", facts(user, role="manager")).status_code == 403
    assert client.post(f"{LIST}{user.pk}/password/", {}).status_code == 403


# What a Technical Advisor writes, by app and verb.
ADVISOR = {
    "accounts.add": "absence advocacy championtest contact feedback gapreport mappingreview "
    "productgap timelineentry trainingsession",
    "accounts.change": "absence account advocacy contact gapreport knowledgenote supportchannel "
    "timelineentry trainingsession usecase valuedriver",
    "campaigns.add": "blockedtime busycalendar dateoverride helpmessage helprequest host meeting "
    "segment touchresponse weeklyhours",
    "campaigns.change": "betainterest blockedtime busycalendar contactproposal customermail "
    "dateoverride helprequest host meeting segment touch weeklyhours",
    "lifecycle.add": "businessreview casecriterion casestep caseupdate document opportunity "
    "plancomment planversion playbookrun renewalanswers renewalrating renewalreading "
    "reviewsignature riskcase stageoverride successplan task taskentry",
    "lifecycle.change": "alert businessreview casecriterion document opportunity playbookrun "
    "renewalassessment renewalrating riskcase stageoverride successplan task",
}
WRITES = {
    "Read-only": set(),
    "Technical Advisor": {
        f"{verb}_{model}" for verb, models in ADVISOR.items() for model in models.split()
    },
}


@pytest.mark.parametrize("group", WRITES)
def test_role_may_write_no_more_than_its_work_needs(group, db):
    permissions = member(group).get_all_permissions()
    assert {name for name in permissions if ".view_" not in name} == WRITES[group]
