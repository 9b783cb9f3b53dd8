"""Who may see opportunities and take them up."""

from django.db import migrations

from accounts import grants

MODELS = (
    "lifecycle.opportunity",
    "lifecycle.opportunityentry",
    "lifecycle.opportunitysign",
)
WORK = ("lifecycle.change_opportunity",)
GROUPS = {
    "Technical Advisor": WORK,
    "Account Executive": WORK,
    "Customer Engineer": WORK,
    "Manager": WORK,
    "CS Operations": WORK,
}


def forwards(apps, schema_editor):
    grants.give(apps, models=MODELS, groups=GROUPS)


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0017_opportunities"), ("accounts", "0013_knowledge_roles")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
