"""Opportunities that people add, with their kind and their first entry."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lifecycle', '0022_what_people_watch'),
    ]

    operations = [
        migrations.AlterField(
            model_name='opportunity',
            name='kind',
            field=models.CharField(choices=[('seats', 'Seats used up'), ('product', 'Product not owned'), ('feature', 'Feature not used'), ('version', 'Version behind'), ('hand', 'By hand')], max_length=7),
        ),
        migrations.AlterField(
            model_name='opportunityentry',
            name='kind',
            field=models.CharField(choices=[('found', 'Found'), ('added', 'Added by hand'), ('raised', 'Raised'), ('pursued', 'Pursued'), ('snoozed', 'Snoozed'), ('woken', 'Snooze ended'), ('assigned', 'Given to somebody else'), ('estimated', 'Estimated'), ('note', 'Note'), ('won', 'Won'), ('lost', 'Lost'), ('passed', 'Passed'), ('reopened', 'Opened again')], max_length=9),
        ),
        migrations.AlterField(
            model_name='opportunitysign',
            name='kind',
            field=models.CharField(choices=[('seats', 'Seats used up'), ('product', 'Product not owned'), ('feature', 'Feature not used'), ('version', 'Version behind'), ('hand', 'By hand')], max_length=7),
        ),
    ]
