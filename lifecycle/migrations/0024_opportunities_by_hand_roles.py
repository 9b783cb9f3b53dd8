"""Who may add opportunities that no rule finds."""

from django.db import migrations

from accounts import grants

ADD = ("lifecycle.add_opportunity",)
GROUPS = {
    "Technical Advisor": ADD,
    "Account Executive": ADD,
    "Customer Engineer": ADD,
    "Manager": ADD,
    "CS Operations": ADD,
}


def forwards(apps, schema_editor):
    grants.give(apps, models=("lifecycle.opportunity",), groups=GROUPS)


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0023_opportunities_by_hand")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
