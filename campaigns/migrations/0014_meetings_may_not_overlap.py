"""The database itself refuses two meetings of one host that overlap."""

from django.db import migrations

POSTGRESQL = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE campaigns_meetinghost ADD CONSTRAINT meetings_of_a_host_may_not_overlap
    EXCLUDE USING gist (user_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (live);
"""

# Moments are kept as text in UTC, which compares as they do.
SQLITE = """
CREATE TRIGGER meetings_of_a_host_may_not_overlap_{event}
AFTER {event} ON campaigns_meetinghost WHEN NEW.live AND EXISTS (
    SELECT 1 FROM campaigns_meetinghost AS other
    WHERE other.user_id = NEW.user_id AND other.live AND other.id <> NEW.id
      AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at)
BEGIN SELECT RAISE(ABORT, 'meetings_of_a_host_may_not_overlap'); END;
"""


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        return
    for event in ("INSERT", "UPDATE"):
        schema_editor.execute(SQLITE.format(event=event))


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "ALTER TABLE campaigns_meetinghost DROP CONSTRAINT meetings_of_a_host_may_not_overlap"
        )
        return
    for event in ("INSERT", "UPDATE"):
        schema_editor.execute(f"DROP TRIGGER meetings_of_a_host_may_not_overlap_{event}")


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0013_meetings")]
    operations = [migrations.RunPython(forwards, backwards)]
