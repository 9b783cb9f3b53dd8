"""Advisors no longer settle digests and posts of alerts, which are everybody's."""

from django.db import migrations

from accounts import grants

SETTLE = ("campaigns.change_teammail", "campaigns.change_alertpost")


def forwards(apps, schema_editor):
    grants.take(apps, permissions=SETTLE, group="Technical Advisor")


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0031_dates_closed_once")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
