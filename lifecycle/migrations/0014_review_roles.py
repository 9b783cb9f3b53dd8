"""Who may see, prepare and sign business reviews, and how often programmes hold them."""

from django.db import migrations

from accounts import grants

MODELS = (
    "lifecycle.businessreview",
    "lifecycle.reviewsection",
    "lifecycle.reviewtext",
    "lifecycle.reviewattendee",
    "lifecycle.reviewvalue",
    "lifecycle.reviewfreeze",
    "lifecycle.reviewsignature",
)
HOLD = (
    "lifecycle.add_businessreview",
    "lifecycle.change_businessreview",
    "lifecycle.add_reviewsignature",
)
WRITE = ("lifecycle.change_businessreview",)
GROUPS = {
    "Technical Advisor": HOLD,
    "Account Executive": WRITE,
    "Customer Engineer": WRITE,
    "Manager": HOLD,
    "CS Operations": HOLD,
}
# Customers without an advisor have none; where the rhythm is closer, they are held twice a year.
RHYTHM = {
    "digital": {"review_every_days": 0},
    "enterprise": {"review_every_days": 182, "review_first_day": 105},
}


def forwards(apps, schema_editor):
    grants.give(apps, models=MODELS, groups=GROUPS)
    Programme = apps.get_model("accounts", "Programme")
    for programme in Programme.objects.filter(slug__in=RHYTHM):
        programme.policy = {**RHYTHM[programme.slug], **programme.policy}
        programme.save(update_fields=["policy"])


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0013_business_reviews")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
