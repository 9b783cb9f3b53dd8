"""Tests of the pages of pools."""

import pytest

from accounts.models import Pool, Programme
from tests.admin_book import member
from tests.factories.accounts import UserFactory
from tests.factories.pools import PoolFactory, PoolMemberFactory
from tests.factories.work import TaskFactory

LIST = "/admin/accounts/pool/"


def sent(pool: Pool, *programmes: Programme, **more) -> dict:
    inline = {"members-TOTAL_FORMS": 0, "members-INITIAL_FORMS": 0}
    serves = [programme.pk for programme in programmes]
    return {"name": pool.name, "slug": pool.slug, "serves": serves, **inline, **more}


def test_list_shows_the_load_of_each_pool(client, db):
    client.force_login(member("Manager"))
    one = PoolMemberFactory()
    PoolMemberFactory(pool=one.pool, active=False)
    TaskFactory.create_batch(3, owner=one.user)
    shown = {pool.slug: pool.load for pool in client.get(LIST).context["cl"].result_list}
    assert shown == {"digital": 3, "pooled": 0}


def test_programme_leaves_the_pool_it_had(client, db):
    client.force_login(member("Manager"))
    pool, digital = PoolFactory(), Programme.objects.get(slug="digital")
    scaled = Programme.objects.get(slug="scaled")
    where = f"{LIST}{pool.pk}/change/"
    assert client.post(where, sent(pool, digital, scaled)).status_code == 302
    assert set(pool.programmes.all()) == {digital, scaled}
    client.post(where, sent(pool, scaled))
    assert set(pool.programmes.all()) == {scaled}


def test_same_member_twice_is_refused(client, db):
    client.force_login(member("Manager"))
    pool, user = PoolFactory(), UserFactory()
    rows = {
        f"members-{row}-{field}": value
        for row in (0, 1)
        for field, value in (("user", user.pk), ("weight", 100), ("active", "on"))
    }
    sent_ = sent(pool, **{**rows, "members-TOTAL_FORMS": 2})
    sent_["members-TOTAL_FORMS"] = 2
    assert client.post(f"{LIST}{pool.pk}/change/", sent_).status_code == 200
    assert not pool.members.exists()


@pytest.mark.parametrize("group", ["Technical Advisor", "Account Executive", "Read-only"])
def test_others_look_and_do_not_touch(group, client, db):
    client.force_login(member(group))
    pool = Pool.objects.get(slug="digital")
    assert client.get(LIST).status_code == 200
    assert client.post(f"{LIST}{pool.pk}/change/", sent(pool)).status_code == 403
