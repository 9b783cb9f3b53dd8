"""Who may confirm what contacts told us about themselves and their colleagues."""

from django.db import migrations

from accounts import grants

DECIDE = ("campaigns.change_contactproposal",)
GROUPS = {"Technical Advisor": DECIDE, "Manager": DECIDE, "CS Operations": DECIDE}


def forwards(apps, schema_editor):
    grants.give(apps, models=("campaigns.contactproposal",), groups=GROUPS)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0027_proposals")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
