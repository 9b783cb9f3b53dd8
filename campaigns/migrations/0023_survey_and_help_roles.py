"""Who asks surveys, edits them, and answers customers who ask for help."""

from django.db import migrations

from accounts import grants

MODELS = (
    "campaigns.survey",
    "campaigns.surveyversion",
    "campaigns.surveyinvitation",
    "campaigns.surveyresponse",
    "campaigns.helprequest",
    "campaigns.helpmessage",
    "campaigns.inboundmail",
)
ANSWER = ("campaigns.change_helprequest", "campaigns.add_helpmessage", "campaigns.add_helprequest")
ASK = ("campaigns.add_surveyinvitation", "campaigns.change_surveyinvitation")
EDIT = ("campaigns.add_survey", "campaigns.change_survey", "campaigns.add_surveyversion")
TAKE_IN = ("campaigns.change_inboundmail",)
GROUPS = {
    "Technical Advisor": ANSWER,
    "Account Executive": ANSWER,
    "Customer Engineer": ANSWER,
    "Manager": (*ANSWER, *ASK, *EDIT),
    "CS Operations": (*ANSWER, *ASK, *EDIT, *TAKE_IN),
}


def forwards(apps, schema_editor):
    grants.give(apps, models=MODELS, groups=GROUPS)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0022_surveys_and_help")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
