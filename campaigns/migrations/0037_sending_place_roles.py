"""Everybody sees where mails leave from."""

from django.db import migrations

from accounts import grants


def forwards(apps, schema_editor):
    grants.give(apps, models=("campaigns.sendingplace",), groups={})


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0036_sending_place")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
