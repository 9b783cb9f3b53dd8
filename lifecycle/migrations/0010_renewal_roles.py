"""Who may see and do what about renewals and cases, and which programmes take yellow seriously."""

from django.db import migrations

from accounts import grants

MODELS = (
    "lifecycle.renewalassessment",
    "lifecycle.renewalreading",
    "lifecycle.renewalanswers",
    "lifecycle.renewalrating",
    "lifecycle.renewalforecast",
    "lifecycle.renewalresult",
    "lifecycle.riskcase",
    "lifecycle.casecriterion",
    "lifecycle.casestep",
    "lifecycle.caseupdate",
)
CASES = (
    "lifecycle.add_riskcase",
    "lifecycle.change_riskcase",
    "lifecycle.add_casecriterion",
    "lifecycle.change_casecriterion",
    "lifecycle.add_casestep",
    "lifecycle.add_caseupdate",
)
ASSESSING = (
    "lifecycle.change_renewalassessment",
    "lifecycle.add_renewalreading",
    "lifecycle.add_renewalanswers",
    "lifecycle.add_renewalrating",
    "lifecycle.change_renewalrating",
)
SELLING = (
    "lifecycle.add_renewalforecast",
    "lifecycle.add_renewalresult",
    "lifecycle.change_renewalresult",
)
GROUPS = {
    "Technical Advisor": CASES + ASSESSING,
    "Account Executive": CASES + ASSESSING + SELLING,
    "Customer Engineer": ("lifecycle.add_caseupdate",),
    "Manager": CASES + ASSESSING + SELLING,
    "CS Operations": SELLING,
}
# Any risk enters Lighthouse in these; elsewhere red does, and yellow gets a save plan or, where
# nobody is named to write one, is watched.
YELLOW = {"scaled": "lighthouse", "pooled": "lighthouse", "digital": "watch"}


def forwards(apps, schema_editor):
    grants.give(apps, models=MODELS, groups=GROUPS)
    Programme = apps.get_model("accounts", "Programme")
    for programme in Programme.objects.filter(slug__in=YELLOW):
        programme.policy.setdefault("yellow_gets", YELLOW[programme.slug])
        programme.save(update_fields=["policy"])


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0009_renewals"), ("accounts", "0010_timeline_of_work")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
