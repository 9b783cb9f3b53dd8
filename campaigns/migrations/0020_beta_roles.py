"""Who may say how far the contacts on the list of a beta have come."""

from django.db import migrations

from accounts import grants

ANSWER = ("campaigns.change_betainterest",)
GROUPS = {"Technical Advisor": ANSWER, "Manager": ANSWER, "CS Operations": ANSWER}


def forwards(apps, schema_editor):
    grants.give(apps, models=("campaigns.betainterest",), groups=GROUPS)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0019_beta_interest")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
