"""A pool for each programme that shares its accounts, still empty, and who may see to it."""

from django.db import migrations

from accounts import grants

POOLS = [
    ("pooled", "Pooled", "Technical Advisors who share the accounts of the pooled programme."),
    ("digital", "Digital", "Technical Advisors on demand for the digital programme."),
]
MODELS = ("accounts.pool", "accounts.poolmember", "accounts.absence")
AWAY = ("accounts.add_absence", "accounts.change_absence")
POOL = (
    "accounts.add_pool",
    "accounts.change_pool",
    "accounts.add_poolmember",
    "accounts.change_poolmember",
)
GROUPS = {
    "Technical Advisor": AWAY,
    "Account Executive": AWAY,
    "Customer Engineer": AWAY,
    "Manager": AWAY + POOL,
    "CS Operations": AWAY + POOL,
}


def forwards(apps, schema_editor):
    Pool, Programme = apps.get_model("accounts", "Pool"), apps.get_model("accounts", "Programme")
    for slug, name, description in POOLS:
        pool, _ = Pool.objects.get_or_create(
            slug=slug, defaults={"name": name, "description": description}
        )
        Programme.objects.filter(slug=slug, pool=None).update(pool=pool)
    grants.give(apps, models=MODELS, groups=GROUPS)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0015_absences_may_not_overlap")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
