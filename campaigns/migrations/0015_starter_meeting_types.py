"""The meetings that customers may book in a new portal, and who sees to them and to hours."""

from django.db import migrations

from accounts import grants
from campaigns.booking import starter

TYPES = ("campaigns.meetingtype",)
OWN = ("host", "weeklyhours", "dateoverride", "blockedtime", "busycalendar")
MODELS = (
    *TYPES,
    *(f"campaigns.{name}" for name in OWN),
    "campaigns.busytime",
    "campaigns.meeting",
    "campaigns.meetinghost",
    "campaigns.meetingentry",
)
# Their own hours and calendars, which the page itself sees to, and meetings with their customers.
HOSTING = tuple(
    f"campaigns.{verb}_{name}" for name in (*OWN, "meeting") for verb in ("add", "change")
)
KINDS = ("campaigns.add_meetingtype", "campaigns.change_meetingtype")
GROUPS = {
    "Technical Advisor": HOSTING,
    "Account Executive": HOSTING,
    "Customer Engineer": HOSTING,
    "Manager": HOSTING + KINDS,
    "CS Operations": HOSTING + KINDS,
}


def forwards(apps, schema_editor):
    starter.load(
        apps.get_model("campaigns", "MeetingType"), apps.get_model("campaigns", "Campaign")
    )
    grants.give(apps, models=MODELS, groups=GROUPS)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0014_meetings_may_not_overlap")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
