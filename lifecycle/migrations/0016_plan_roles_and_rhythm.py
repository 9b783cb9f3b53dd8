"""Who may see and change success plans, and how often each starter programme holds a sync."""

from django.db import migrations

from accounts import grants

MODELS = (
    "lifecycle.successplan",
    "lifecycle.objective",
    "lifecycle.objectivereading",
    "lifecycle.planaction",
    "lifecycle.planrelationship",
    "lifecycle.planask",
    "lifecycle.plancomment",
    "lifecycle.planversion",
)
WORK = ("lifecycle.change_successplan", "lifecycle.add_plancomment")
LEAD = ("lifecycle.add_successplan", "lifecycle.add_planversion")
GROUPS = {
    "Technical Advisor": WORK + LEAD,
    "Account Executive": WORK,
    "Customer Engineer": WORK + LEAD,
    "Manager": WORK + LEAD,
    "CS Operations": WORK + LEAD,
}
# Twice a year is the default; digital customers have no plan, enterprise syncs each quarter.
RHYTHM = {"digital": 0, "enterprise": 91}


def forwards(apps, schema_editor):
    grants.give(apps, models=MODELS, groups=GROUPS)
    for programme in apps.get_model("accounts", "Programme").objects.filter(slug__in=RHYTHM):
        programme.policy.setdefault("plan_sync_days", RHYTHM[programme.slug])
        programme.save(update_fields=["policy"])


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0015_success_plans")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
