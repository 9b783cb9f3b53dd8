"""Everybody sees the months that recap mails told of."""

from django.db import migrations

from accounts import grants


def forwards(apps, schema_editor):
    grants.give(apps, models=("campaigns.recap",), groups={})


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0025_recaps")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
