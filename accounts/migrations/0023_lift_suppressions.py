"""Managers and operations may lift a suppression, with a reason."""

from django.db import migrations

from accounts import grants

LIFT = ("accounts.delete_suppression",)


def forwards(apps, schema_editor):
    groups = {"Manager": LIFT, "CS Operations": LIFT}
    grants.give(apps, models=("accounts.suppression",), groups=groups)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0022_topics")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
