"""An alert for a customer who waits too long for an answer."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lifecycle', '0018_opportunity_roles'),
    ]

    operations = [
        migrations.AlterField(
            model_name='alert',
            name='kind',
            field=models.CharField(choices=[('health', 'Health got worse'), ('band_poor', 'Health is red'), ('usage_down', 'Usage falls'), ('not_deployed', 'Not deployed'), ('targets_lost', 'Targets lost'), ('onboarding_goal', 'Onboarding goal'), ('no_contact', 'No contact'), ('stale_data', 'No data'), ('seats', 'Seats'), ('overdue_tasks', 'Overdue tasks'), ('help_overdue', 'Help is overdue'), ('missing_role', 'Missing role'), ('feature', 'First use')], max_length=20),
        ),
    ]
