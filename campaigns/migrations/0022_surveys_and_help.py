"""Surveys with their invitations and answers, and help requests with their threads."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0024_surveys_and_help'),
        ('campaigns', '0021_mails_of_meetings'),
        ('lifecycle', '0019_help_overdue'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='campaign',
            name='topic',
            field=models.CharField(choices=[('onboarding', 'Getting started'), ('check_ins', 'Check-ins'), ('surveys', 'Surveys'), ('recaps', 'Usage recaps'), ('health', 'Help when use falls behind'), ('reviews', 'Success plan and reviews'), ('enablement', 'Making more of a feature'), ('features', 'New features'), ('betas', 'Betas'), ('other', 'Everything else')], default='other', help_text='A contact may be without mails about it.', max_length=12),
        ),
        migrations.CreateModel(
            name='HelpRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(choices=[('setup', 'Set-up and access'), ('use', 'How to use something'), ('problem', 'Something does not work'), ('plan', 'Contract, seats or renewal'), ('other', 'Something else')], default='other', max_length=8)),
                ('subject', models.CharField(max_length=120)),
                ('urgent', models.BooleanField(default=False, help_text='It keeps them from working.')),
                ('source', models.CharField(choices=[('page', 'Page'), ('mail', 'Mail'), ('survey', 'Survey'), ('team', 'Noted by the team')], default='page', max_length=6)),
                ('key', models.CharField(blank=True, help_text='What it came of, so that it comes of it once.', max_length=60)),
                ('state', models.CharField(choices=[('open', 'Waits for us'), ('answered', 'Answered'), ('closed', 'Closed')], default='open', max_length=8)),
                ('asked_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, help_text='When they first got an answer.', null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='help_requests', to='accounts.account')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='help_requests', to='accounts.contact')),
                ('task', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='help_request', to='lifecycle.task')),
                ('touch', models.ForeignKey(blank=True, help_text='The mail whose link they followed.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='help_requests', to='campaigns.touch')),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='HelpMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('customer', 'Customer'), ('team', 'Answer'), ('internal', 'Internal note'), ('event', 'What happened')], max_length=8)),
                ('text', models.TextField()),
                ('came_from', models.EmailField(blank=True, help_text='The address a mail was written from.', max_length=254)),
                ('dropped', models.JSONField(blank=True, default=list, help_text='Attachments not taken over.')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='campaigns.helprequest')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='InboundMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=40)),
                ('event_key', models.CharField(max_length=128)),
                ('sender', models.EmailField(blank=True, max_length=254)),
                ('subject', models.CharField(blank=True, max_length=250)),
                ('text', models.TextField(blank=True)),
                ('raw', models.JSONField(help_text='Headers and recipients as they came.')),
                ('dropped', models.JSONField(blank=True, default=list, help_text='Attachments not taken over.')),
                ('result', models.CharField(choices=[('waiting', 'Not handled yet'), ('joined', 'Added to a request'), ('opened', 'Opened a request'), ('automatic', 'Automatic answer, left out'), ('unknown', 'Not matched')], default='waiting', max_length=9)),
                ('received_at', models.DateTimeField()),
                ('handled_at', models.DateTimeField(blank=True, null=True)),
                ('request', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='inbound_mails', to='campaigns.helprequest')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('purpose', models.CharField(blank=True, max_length=200)),
                ('kind', models.CharField(choices=[('checkin', 'Check-in'), ('nps', 'NPS'), ('csat', 'CSAT'), ('own', 'Own')], default='own', max_length=8)),
                ('state', models.CharField(choices=[('active', 'Active'), ('paused', 'Paused'), ('archived', 'Archived')], default='active', max_length=8)),
                ('draft', models.TextField(blank=True)),
                ('draft_at', models.DateTimeField(blank=True, null=True)),
                ('draft_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='SurveyInvitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('occasion', models.CharField(help_text='What makes it this invitation and no other.', max_length=60)),
                ('because', models.CharField(blank=True, help_text='Why they were asked.', max_length=200)),
                ('asked_on', models.DateField(help_text='The day from which the mail may go out.')),
                ('closes_on', models.DateField(help_text='The last day it can be answered.')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='survey_invitations', to='accounts.account')),
                ('asked_by', models.ForeignKey(blank=True, help_text='Empty: by rule.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.campaign')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='survey_invitations', to='accounts.contact')),
                ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='survey_invitations', to='accounts.trainingsession')),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='campaigns.survey')),
                ('touch', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='survey_invitation', to='campaigns.touch')),
            ],
            options={
                'ordering': ['-asked_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SurveyResponse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answers', models.JSONField(default=dict)),
                ('score', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('scale', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('comment', models.TextField(blank=True)),
                ('wants_help', models.BooleanField(default=False, verbose_name='wants help')),
                ('low', models.BooleanField(default=False, help_text="At or below the programme's threshold.")),
                ('stage', models.CharField(blank=True, max_length=12)),
                ('answer_by', models.DateTimeField(blank=True, help_text='When they were told to expect an answer, if they were.', null=True)),
                ('earlier', models.JSONField(blank=True, default=list)),
                ('answered_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='survey_responses', to='accounts.account')),
                ('invitation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='response', to='campaigns.surveyinvitation')),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='campaigns.survey')),
                ('ta', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('task', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='survey_responses', to='lifecycle.task')),
            ],
            options={
                'ordering': ['-answered_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SurveyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('definition', models.JSONField(help_text='See campaigns.surveys.definitions.')),
                ('digest', models.CharField(help_text='Same definition, same version.', max_length=64)),
                ('created_at', models.DateTimeField()),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='campaigns.survey')),
            ],
            options={
                'ordering': ['survey', '-number'],
            },
        ),
        migrations.AddField(
            model_name='surveyinvitation',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.surveyversion'),
        ),
        migrations.AddField(
            model_name='survey',
            name='current',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.surveyversion'),
        ),
        migrations.AddIndex(
            model_name='helprequest',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['due_at'], name='help_request_due'),
        ),
        migrations.AddIndex(
            model_name='helprequest',
            index=models.Index(fields=['contact', 'asked_at'], name='help_request_of_contact'),
        ),
        migrations.AddConstraint(
            model_name='helprequest',
            constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('account', 'key'), name='help_request_once'),
        ),
        migrations.AddConstraint(
            model_name='helprequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', 'closed')), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', True)), _connector='OR'), name='help_request_closed_has_time'),
        ),
        migrations.AddIndex(
            model_name='helpmessage',
            index=models.Index(fields=['request', 'at'], name='help_message_in_order'),
        ),
        migrations.AddIndex(
            model_name='inboundmail',
            index=models.Index(condition=models.Q(('handled_at__isnull', True)), fields=['received_at'], name='inbound_mail_waiting'),
        ),
        migrations.AddConstraint(
            model_name='inboundmail',
            constraint=models.UniqueConstraint(fields=('provider', 'event_key'), name='inbound_mail_once'),
        ),
        migrations.AddIndex(
            model_name='surveyresponse',
            index=models.Index(fields=['survey', 'answered_at'], name='survey_response_by_day'),
        ),
        migrations.AddIndex(
            model_name='surveyresponse',
            index=models.Index(fields=['account', 'answered_at'], name='survey_response_recent'),
        ),
        migrations.AddConstraint(
            model_name='surveyresponse',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('scale__isnull', True), ('score__isnull', True)), models.Q(('scale__isnull', False), ('score__isnull', False)), _connector='OR'), name='survey_score_on_its_scale'),
        ),
        migrations.AddConstraint(
            model_name='surveyversion',
            constraint=models.UniqueConstraint(fields=('survey', 'number'), name='survey_version_once'),
        ),
        migrations.AddIndex(
            model_name='surveyinvitation',
            index=models.Index(fields=['survey', 'asked_on'], name='survey_invitation_day'),
        ),
        migrations.AddIndex(
            model_name='surveyinvitation',
            index=models.Index(fields=['account', 'asked_on'], name='survey_invitation_recent'),
        ),
        migrations.AddConstraint(
            model_name='surveyinvitation',
            constraint=models.UniqueConstraint(fields=('contact', 'survey', 'occasion'), name='survey_invitation_once'),
        ),
    ]
