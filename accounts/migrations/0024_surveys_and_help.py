"""Surveys and help requests in the timeline, and surveys as a topic of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0023_lift_suppressions'),
    ]

    operations = [
        migrations.AlterField(
            model_name='consentevent',
            name='topic',
            field=models.CharField(blank=True, choices=[('onboarding', 'Getting started'), ('check_ins', 'Check-ins'), ('surveys', 'Surveys'), ('recaps', 'Usage recaps'), ('health', 'Help when use falls behind'), ('reviews', 'Success plan and reviews'), ('enablement', 'Making more of a feature'), ('features', 'New features'), ('betas', 'Betas'), ('other', 'Everything else')], max_length=12),
        ),
        migrations.AlterField(
            model_name='suppression',
            name='topic',
            field=models.CharField(blank=True, choices=[('onboarding', 'Getting started'), ('check_ins', 'Check-ins'), ('surveys', 'Surveys'), ('recaps', 'Usage recaps'), ('health', 'Help when use falls behind'), ('reviews', 'Success plan and reviews'), ('enablement', 'Making more of a feature'), ('features', 'New features'), ('betas', 'Betas'), ('other', 'Everything else')], help_text='Empty for all campaign mail.', max_length=12),
        ),
        migrations.AlterField(
            model_name='timelineentry',
            name='kind',
            field=models.CharField(choices=[('note', 'Note'), ('call', 'Call'), ('meeting', 'Meeting'), ('email', 'E-mail'), ('consent', 'Consent'), ('task', 'Task'), ('plan', 'Success plan'), ('review', 'Business review'), ('renewal', 'Renewal'), ('opportunity', 'Opportunity'), ('knowledge', 'Knowledge'), ('training', 'Training'), ('feedback', 'Product feedback'), ('survey', 'Survey'), ('help', 'Help request'), ('team', 'Team'), ('booking', 'Booking')], default='note', max_length=12),
        ),
    ]
