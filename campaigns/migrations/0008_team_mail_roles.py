"""Who may see what leaves for the team, and settle what is uncertain of it."""

from django.db import migrations

from accounts import grants

MODELS = ("campaigns.teammail", "campaigns.alertpost")
SETTLE = ("campaigns.change_teammail", "campaigns.change_alertpost")
GROUPS = {"Manager": SETTLE, "CS Operations": SETTLE}


def forwards(apps, schema_editor):
    grants.give(apps, models=MODELS, groups=GROUPS)


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0007_what_leaves_for_the_team"),
        ("accounts", "0005_role_groups"),
    ]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
