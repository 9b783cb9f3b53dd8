"""Everybody sees what people did because of a mail; who writes to customers notes a reply."""

from django.db import migrations

from accounts import grants

NOTE = ("campaigns.add_touchresponse",)
GROUPS = {
    "Technical Advisor": NOTE,
    "Account Executive": NOTE,
    "Customer Engineer": NOTE,
    "Manager": NOTE,
    "CS Operations": NOTE,
}


def forwards(apps, schema_editor):
    grants.give(apps, models=("campaigns.touchresponse",), groups=GROUPS)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0017_responses")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
