"""Who may save segments and release to them."""

from django.db import migrations

from accounts import grants

MODELS = ("campaigns.segment", "campaigns.release", "campaigns.releasemember")
SAVE = ("campaigns.add_segment", "campaigns.change_segment")
RELEASE = ("campaigns.add_release", "campaigns.change_release")
GROUPS = {
    "Technical Advisor": SAVE,
    "Account Executive": SAVE,
    "Manager": SAVE + RELEASE,
    "CS Operations": SAVE + RELEASE,
}


def forwards(apps, schema_editor):
    grants.give(apps, models=MODELS, groups=GROUPS)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0009_segments")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
