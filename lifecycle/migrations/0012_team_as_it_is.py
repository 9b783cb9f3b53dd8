"""The teams that accounts have now are the ones last seen; who may look at what changes."""

from django.db import migrations

from accounts import grants

SEEN = """
INSERT INTO lifecycle_teamseen (account_id, ta_id, ae_id, ce_id)
SELECT id, ta_id, ae_id, ce_id FROM accounts_account
"""


def forwards(apps, schema_editor):
    grants.give(apps, models=("lifecycle.teamseen", "lifecycle.teamchange"), groups={})


class Migration(migrations.Migration):
    dependencies = [
        ("lifecycle", "0011_work_goes_to_whom"),
        ("accounts", "0016_starter_pools"),
    ]
    operations = [
        migrations.RunSQL(SEEN, migrations.RunSQL.noop),
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
