"""What the front page counts and puts in order stands in the indexes themselves."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lifecycle', '0025_entries_alike'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='alert', name='alert_waiting'),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('acknowledged_at__isnull', True), ('passed_on__isnull', True)), fields=['severity', 'on', 'id', 'account', 'kind', 'snoozed_until'], name='alert_waiting'),
        ),
        migrations.RemoveIndex(model_name='task', name='task_open_by_owner'),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['owner', 'due_on', 'id', 'account', 'snoozed_until'], name='task_open_by_owner'),
        ),
        migrations.RemoveIndex(model_name='task', name='task_open_by_day'),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['due_on', 'id', 'account', 'snoozed_until'], name='task_open_by_day'),
        ),
    ]
