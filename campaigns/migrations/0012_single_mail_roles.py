"""Who may see single mails and counts of posts, and settle what is uncertain of the mails."""

from django.db import migrations

from accounts import grants

MODELS = ("campaigns.customermail", "campaigns.publicpost")
SETTLE = ("campaigns.change_customermail",)
GROUPS = {"Technical Advisor": SETTLE, "Manager": SETTLE, "CS Operations": SETTLE}


def forwards(apps, schema_editor):
    grants.give(apps, models=MODELS, groups=GROUPS)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0011_single_mails")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
