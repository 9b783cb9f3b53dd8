"""Everybody may see who signed a plan and what was said about a review."""

from django.db import migrations

from accounts import grants

MODELS = ("lifecycle.plansignature", "lifecycle.reviewcomment")


def forwards(apps, schema_editor):
    grants.give(apps, models=MODELS, groups={})


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0020_shared_with_customers")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
